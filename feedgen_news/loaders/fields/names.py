"""What the name of a column says it holds, in the words of many programs and languages."""

import re
import unicodedata
from difflib import SequenceMatcher

from feedgen_news.loaders.fields.keys import FIELDS, Path, fold

_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W\d_]+")
_LONG = 5  # letters; a word that long is also known inside others, and misspelt
_ALIKE = 0.86

_WORDS: dict[str, str] = {  # parts of names
    "title": "title headline hed heading head titel titre titulo titolo titular headln headl"
    " ueberschrift uberschrift schlagzeile judul tittel otsikko baslik tytul nadpis",
    "url": "url link href permalink uri weblink address enlace lien",
    "text": "text body content story fulltext prose copy article inhalt texte texto testo tekst"
    " contenu contenido contenuto conteudo cuerpo corps corpo paragraphs payload",
    "summary": "summary teaser abstract dek deck standfirst excerpt blurb subtitle subhead"
    " description beschreibung vorspann resumen resumo sommario chapo",
    "authors": "author authors byline writer writers journalist reporter autor autoren autores"
    " auteur auteurs autore verfasser who",
    "published": "published publish publication publishing pub posted post released date time"
    " datetime ts veroffentlicht veroeffentlicht veroffentlichung erschienen fecha datum datetm"
    " tarih tanggal",
    "updated": "updated update modified modify edited changed revised aktualisiert geandert",
    "sections": "section sections category categories rubric desk ressort kategorie categoria"
    " categorie rubrique seccion sezione secao dept department",
    "tags": "tag tags keyword keywords topics subjects schlagworte stichworte etiquetas",
    "images": "image img photo picture pic thumb thumbnail bild foto imagen imagem",
}
_CRAWL = (
    "crawl scrap fetch download index insert retriev harvest ingest collect captur import access"
    " process creat timestamp stored saved loaded seen visit checked pars extract synced abruf"
    " added gecrawl gespeichert"
)
_OTHER_DAYS = "expir valid birth event deadline archiv embargo start end due first last comment"
_DESCRIBES = "image img photo picture pic thumb caption author writer byline source site publisher"
_MACHINE = "id ids uuid hash md5 sha count num number len length size type lang code color font"
_NOT: dict[str, str] = {  # parts that speak against
    "title": f"{_DESCRIBES} {_MACHINE} sub alt section category url link video job slug tag channel"
    " feed header short name",
    "url": f"{_DESCRIBES} {_MACHINE} logo icon avatar video audio media feed rss amp api home"
    " favicon profile share facebook twitter comment comments base next prev related category"
    " section referrer domain host short pdf",
    "text": f"{_DESCRIBES} {_MACHINE} title url link alt date time summary teaser comment comments"
    " license copyright header footer meta tags keywords cookie disclaimer related ad error message"
    " slug published",
    "summary": f"{_DESCRIBES} {_MACHINE} url link",
    "authors": f"{_MACHINE} url link image img photo email mail twitter bio avatar title",
    "published": f"{_CRAWL} {_OTHER_DAYS} updat modif edit chang revis aktualis geander zone",
    "updated": f"{_CRAWL} {_OTHER_DAYS} by user",
    "sections": f"{_MACHINE} url link",
    "tags": f"{_MACHINE} url link meta",
    "images": "caption alt credit id count width height author type size",
}
_BESIDE = frozenset(f"{_DESCRIBES} comment comments related ad ads user thread video".split())
_UNSAID = frozenset(  # names that say: nothing for a reader
    f"{_MACHINE} {_CRAWL} comment comments license copyright cookie disclaimer error message"
    " status sentiment bias label split fold country city region source site publisher publication"
    " outlet author writer byline lang language type format method version user agent email"
    " caption alt alternate credit slug filename file path localpath fingerprint movies videos"
    " video fips gender rating price currency spider project related thread".split()
)


def score(field: str, path: Path) -> int:
    """How surely the name means the field: 3 for a word of the table, 0 for not at all."""
    parts = words(path[-1])
    if _speaks_against(field, parts) or _is_beside(path):
        return 0
    if fold(path[-1]) in _table(field):
        return 3
    known = _WORDS.get(field, "").split()
    if any(part in known for part in parts):
        return 2
    return int(any(_alike(part, word) for part in parts for word in known if len(word) >= _LONG))


def _is_beside(path: Path) -> bool:
    """Whether the objects around it describe something else than the article."""
    return any(part in _BESIDE for key in path[:-1] for part in words(key))


def is_unsaid(path: Path) -> bool:
    """Whether the name speaks of something that is no part of an article."""
    parts = [part for key in path for part in words(key)]
    return any(part in _UNSAID for part in parts) or _begins(parts, _CRAWL)


def speaks_of_time(path: Path) -> bool:
    """Whether numbers under this name may be seconds."""
    parts = words(path[-1])
    said = any(part in {"ts", "time", "date", "datetime", "epoch", "unix", "pub"} for part in parts)
    return said or _begins(parts, "publish posted released veroffentlich veroeffentlich")


def speaks_against(field: str, path: Path) -> bool:
    """Whether the name says that this is not the field."""
    return _speaks_against(field, words(path[-1]))


def words(key: str) -> list[str]:
    """The parts of a name: `hed_text`, `hedText` and `hed-text` alike, without accents."""
    plain = unicodedata.normalize("NFKD", key)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return [part.casefold() for part in _HUMPS.split(plain) if part]


def _speaks_against(field: str, parts: list[str]) -> bool:
    against = _NOT.get(field, "")
    stems = field in {"published", "updated"}
    if stems:
        return _begins(parts, against)
    return any(part in against.split() for part in parts)


def _begins(parts: list[str], stems: str) -> bool:
    return any(
        part.startswith(tuple(s for s in stems.split() if len(s) > 3)) for part in parts
    ) or (any(part in stems.split() for part in parts))


def _table(field: str) -> set[str]:
    rows = ("text", "either", "html") if field == "text" else (field,)
    return {name for row in rows for name in FIELDS.get(row, ()) if "." not in name}


def _alike(part: str, word: str) -> bool:
    if word in part:
        return True
    return len(part) >= _LONG and SequenceMatcher(None, part, word).ratio() >= _ALIKE
