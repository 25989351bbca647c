"""Which key of a dump is which field of ours: the table, in order of preference.

Keys are compared folded: case, `_`, `-`, spaces, `:` and `@` do not count, so
`publishedAt`, `published_at` and `Published-At` are one. Days on which something was
*scraped* (`filedate`, `date_download`, `crawled`, `scraped_at` …) are in no row.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

LONGEST = 64  # characters of a key
_DROPPED = str.maketrans("", "", "_- :@$")


def fold(key: str) -> str:
    """The key as the table spells it; "" of one too long to be in it."""
    return _folded(key) if len(key) <= LONGEST else ""


@lru_cache(maxsize=4096)
def _folded(key: str) -> str:
    return key.translate(_DROPPED).lower()


def _row(words: str) -> tuple[str, ...]:
    return tuple(words.split())


URL = _row(
    "canonicallink canonicalurl url link weburl articleurl permalink pageurl newsurl storyurl"
    " sourceurl mainentityofpage externalurl articlelink newslink storylink postlink posturl"
    " originalurl fullurl enlace lien ссылка 链接 网址 網址 リンク 링크 رابط الرابط odkaz"
    " href requestedurl thread.url uri guid id source"
)
TITLE = _row(
    "title headline webtitle articletitle newstitle storytitle posttitle heading titlefull hed"
    " articleheadline newsheadline titel titre titulo título titular titolo tytuł titulek"
    " nadpis tittel otsikko schlagzeile überschrift ueberschrift başlık judul tiêuđề τίτλος"
    " заголовок 标题 標題 タイトル 見出し 제목 عنوان العنوان शीर्षक"
    " name titlepage titlerss ogtitle metatitle pagetitle alternativeheadline thread.title"
)
SUMMARY = _row(
    "body.summary excerpt metadescription shortdescription summary abstract description trailtext"
    " standfirst subtitle subheadline lead leadparagraph teaser snippet dek deck intro"
    " zusammenfassung beschreibung vorspann résumé chapô resumen resumo entradilla descripción"
    " descripcion descrição sommario özet аннотация описание 摘要 要約 요약 ملخص"
    " ogdescription fields.trailtext"
)
HTML = _row("contenthtml html bodyhtml articlehtml htmlcontent htmlbody contentencoded cleanhtml")
TEXT = _row("contenttext maintext plaintext fulltext bodytext articletext textcontent")
EITHER = _row(
    "text content articlebody body article articlecontent newscontent story rawtext storytext"
    " storybody newstext newsbody postcontent postbody fullcontent maincontent inhalt volltext"
    " artikeltext texte contenu texto contenido cuerpo conteúdo conteudo testo contenuto tekst"
    " treść teksti içerik isi текст 内容 內容 正文 本文 본문 내용 النص المحتوى"
    " fields.body fields.bodytext"
)
AUTHORS = _row(
    "authors author byline bylines dccreator creator writers writer authorname authornames"
    " journalists journalist reporter contributors autor autoren autores auteur auteurs autore"
    " autori verfasser yazar forfatter författare penulis автор авторы 作者 记者 記者 著者"
    " 기자 الكاتب كاتب fields.byline"
)
PUBLISHED = _row(
    "published publishedat datepublished publishdate publisheddate datepublish publishingdate"
    " pubdate publicationdate datetimepub webpublicationdate articlepublishedtime publishtime"
    " publishedtime publishedon firstpublished firstpublishedat publishedtimestamp datepub"
    " publishedutc timepublished datetimepublished publishdatetime publicationtime"
    " firstpublicationdate posttime postdate posteddate postedat postedon releasedate"
    " veröffentlicht veröffentlichtam veroeffentlicht veroeffentlichtam veröffentlichungsdatum"
    " veroeffentlichungsdatum erschienenam datum datedepublication fechadepublicación"
    " fechadepublicacion fechapublicacion fecha datadepublicação datapublicacao"
    " datadipubblicazione datapubblicazione tarih publicerad publisert tanggal датапубликации"
    " опубликовано дата 发布时间 发布日期 發布時間 发表时间 日期 公開日 公開日時 配信日時 日付"
    " 발행일 게시일 작성일 تاريخالنشر التاريخ"
    " dategmt datecreated datetime date dcdate pubtime seendate thread.published"
)
UPDATED = _row(
    "updated updatedat datemodified datemodify modified modifiedat lastmodified modifieddate"
    " dateupdated lastupdated updateddate articlemodifiedtime modifiedtime updatetime"
    " updatedtime lastupdatedat modifiedgmt aktualisiert aktualisiertam fechaactualizacion"
    " обновлено 更新时间 更新日時 수정일"
)
SECTIONS = _row(
    "sections section articlesection sectionname categories category rubric ressort channel"
    " desk newsdesk topic kategorie kategorien rubrik rubrique catégorie sección seccion"
    " categoría categoria seção sezione kategori kategoria рубрика раздел категория 分类 栏目"
    " 频道 カテゴリ カテゴリー 카테고리 분류 القسم"
)
TAGS = _row(
    "tags tag metakeywords newskeywords topics keywords articletags labels subjects concepts"
    " schlagworte schlagwörter stichworte motsclés motscles etiquetas palabrasclave"
    " palavraschave tagi теги ключевыеслова 标签 关键词 關鍵詞 タグ キーワード 태그 키워드 وسوم"
)
LANGUAGE = _row(
    "language lang inlanguage metalang langcode languagecode sprache langue idioma lingua язык"
    " 语言 言語 언어 اللغة"
)
PLACE = _row("place dateline contentlocation locationcreated location spatial")
IMAGES = _row(
    "topimage images image imageurl urltoimage mainimage leadimage coverimage featuredimage"
    " bannerimage socialimage media multimedia photos imagelink imgurl imagesrc photo photourl"
    " picture pictureurl bild bildurl imagen imagem immagine foto 图片 画像 이미지 صورة"
    " thumbnail thumbnailurl metaimg ogimage"
    " thread.mainimage fields.thumbnail"
)
PUBLISHER = _row(
    "publisher sourcename sitename metasitename sourcehostname site source newssource"
    " publication medianame newspaper sourcedomain hostname domain cleanurl thread.site"
)
FIELDS: dict[str, tuple[str, ...]] = {
    "url": URL,
    "title": TITLE,
    "summary": SUMMARY,
    "html": HTML,
    "text": TEXT,
    "either": EITHER,
    "authors": AUTHORS,
    "published": PUBLISHED,
    "updated": UPDATED,
    "sections": SECTIONS,
    "tags": TAGS,
    "language": LANGUAGE,
    "place": PLACE,
    "images": IMAGES,
    "publisher": PUBLISHER,
}


Path = tuple[str, ...]
_ROWS: dict[str, tuple[Path, ...]] = {
    field: tuple(tuple(name.split(".")) for name in names) for field, names in FIELDS.items()
}
HEADS = frozenset(path[0] for row in _ROWS.values() for path in row)


def unknown(value: dict[str, Any]) -> Iterator[str]:
    """The keys that are in no row of the table, in their order."""
    return (key for key in value if key.strip() and fold(key) not in HEADS)


@lru_cache(maxsize=256)
def plan(keys: tuple[str, ...]) -> dict[str, tuple[Path, ...]]:
    """The paths that may fill each field from an object with these keys, best first."""
    folded: dict[str, str] = {}
    for key in keys:
        folded.setdefault(fold(key), key)
    if "metakeywords" in folded:
        folded.pop("keywords", None)  # newspaper4k: words it guessed, no tags
    return {
        field: tuple((folded[first], *below) for first, *below in row if first in folded)
        for field, row in _ROWS.items()
    }


def at(value: Any, path: Path) -> Any:
    """What lies at the path, keys compared as they are and then folded; else None.

    On its way through a list it takes the same part of each entry.
    """
    for depth, key in enumerate(path):
        if isinstance(value, list):
            rest = path[depth:]
            return [part for part in (at(entry, rest) for entry in value) if part is not None]
        if not isinstance(value, dict):
            return None
        if key not in value:
            key = next((other for other in value if fold(other) == fold(key)), "")  # noqa: PLW2901
        value = value.get(key)
    return value
