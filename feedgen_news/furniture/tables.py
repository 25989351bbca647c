"""What sites put between the lines of a story by themselves: counters, ads, pointers, stamps.

Data, in the languages that most news is written in. A line is one of these only as a whole;
words are small, each figure is 0 (`1.2k` is 0k), and nothing is said of punctuation.
"""

_ADS = """
advertisement|advertisements|advert|ad|sponsored|sponsored content|paid content|promoted
advertisement continue reading the main story|article continues below advertisement
article continues after this advertisement|story continues below advertisement
story continues below this ad|scroll to continue with content|skip advertisement|skip ad
anzeige|werbung|gesponsert|der artikel wird nach der anzeige fortgesetzt
publicité|la suite après la publicité|la suite après cette publicité|sponsorisé
publicidad|publicidade|anuncio|anúncio|continua após a publicidade|patrocinado
pubblicità|advertentie|reclame|annons|annonse|annonce|mainos|reklama|reklam|hirdetés
διαφημιση|διαφήμιση|реклама|реклама на сайте|إعلان|اعلان|آگهی|פרסומת|विज्ञापन
広告|广告|廣告|광고|quảng cáo|iklan
"""
_INVITATIONS = """
subscribe|subscribe now|subscribe to our newsletter|sign up for our newsletter|sign up|log in
sign up to our newsletter|subscribe to continue reading|already a subscriber log in|follow us
newsletter|join our newsletter|get our newsletter|support our journalism|download our app
newsletter abonnieren|jetzt abonnieren|jetzt anmelden|folgen sie uns
abonnez vous|abonnez vous à notre newsletter|s abonner|suivez nous|inscrivez vous à la newsletter
suscríbete|suscríbete a nuestra newsletter|suscríbase|síguenos|assine|assine já|siga nos
iscriviti alla newsletter|abbonati|seguici|abonneer je|schrijf je in voor de nieuwsbrief
zapisz się na newsletter|подписаться|подпишитесь на нас|подпишитесь на наш канал
اشترك|اشترك في النشرة|اشترك في نشرتنا الإخبارية|تابعونا|abone ol|bizi takip edin
購読する|订阅|訂閱|구독|구독하기
"""
_SHARING = """
share|share this|share this article|share this story|share this page|copy link|link copied|print
email|email this|save|save article|save for later|listen|listen to this article|comments|comment
leave a comment|post a comment|add a comment|view comments|show comments|read more|show more
continue reading|load more|back to top|close|follow|like|tweet|pin it|add to favorites
teilen|artikel teilen|drucken|merken|kommentare|kommentieren|mehr lesen|weiterlesen|mehr anzeigen
partager|partager cet article|imprimer|commenter|commentaires|lire la suite|lire plus
compartir|compartir este artículo|imprimir|comentarios|leer más|seguir leyendo|ver más
compartilhar|compartilhe|comentários|leia mais|ver mais|condividi|stampa|commenti|leggi tutto
delen|deel dit artikel|reacties|lees meer|lees verder|udostępnij|komentarze|czytaj więcej
поделиться|комментарии|читать далее|читать дальше|شارك|مشاركة|تعليقات|اقرأ المزيد|المزيد
paylaş|yorumlar|devamını oku|シェア|続きを読む|もっと見る|分享|评论|阅读更多|공유|댓글|더보기
"""
_PLACES = (
    "facebook|twitter|x|whatsapp|linkedin|reddit|telegram|email|e mail|pinterest|instagram"
    "|bluesky|mastodon|threads|x twitter|twitter x|facebook messenger|line|vk|xing|flipboard"
)
_SHARED_ON = (
    "{}|share on {}|share to {}|share via {}|share this on {}|follow us on {}|join us on {}"
    "|auf {} teilen|über {} teilen|per {} teilen|folgen sie uns auf {}"
    "|partager sur {}|partager par {}|suivez nous sur {}|compartir en {}|compartir por {}"
    "|síguenos en {}|compartilhar no {}|compartilhe no {}|condividi su {}|deel via {}|deel op {}"
    "|udostępnij na {}|поделиться в {}|شارك على {}|{} ile paylaş|{} da paylaş"
)
_COUNTED = """
comment|comments|view|views|share|shares|like|likes|reply|replies|retweets|reads|votes|reactions
followers|min read|mins read|minute read|minutes read|min to read|read min
kommentar|kommentare|aufrufe|min lesezeit|minuten lesezeit|mal geteilt
commentaire|commentaires|vues|partages|min de lecture|minutes de lecture
comentario|comentarios|vistas|visitas|min de lectura|minutos de lectura|compartidos
comentário|comentários|visualizações|min de leitura|minutos de leitura|compartilhamentos
commenti|visualizzazioni|condivisioni|min di lettura|reacties|min leestijd|minuten leestijd
komentarz|komentarze|komentarzy|wyświetleń|odsłon|udostępnień|min czytania
комментарий|комментария|комментариев|просмотр|просмотра|просмотров|мин чтения
تعليق|تعليقات|مشاهدة|مشاهدات|دقائق قراءة|دقيقة قراءة|yorum|görüntülenme|dk okuma
件のコメント|回表示|条评论|次浏览|次阅读|次播放|댓글|조회
"""
_COUNTED_BEHIND = """
comments|views|shares|likes|reading time min|reading time mins|reading time minutes
reading time|estimated reading time min|lesezeit|lesezeit min|lesedauer|lesedauer min|kommentare
temps de lecture|temps de lecture min|commentaires|tiempo de lectura|tiempo de lectura min
comentarios|comentários|tempo de leitura|tempo di lettura|leestijd|leestijd min|komentarze
комментарии|комментариев|просмотры|просмотров|время чтения мин|время чтения
المشاهدات|التعليقات|閲覧数|コメント|阅读|评论|浏览|조회수|댓글
"""
_AGO = (
    "{} ago|vor {}|il y a {}|hace {}|há {}|{} fa|{} geleden|{} temu|{} назад|منذ {}|قبل {}|{} önce"
)
_SPANS = """
second|seconds|sec|secs|s|minute|minutes|min|mins|m|hour|hours|hr|hrs|h|day|days|d|week|weeks
month|months|sekunden|minuten|stunde|stunden|tag|tagen|seconde|secondes|heure|heures|jour|jours
segundos|minuto|minutos|hora|horas|día|días|dia|dias|minuti|ora|ore|giorno|giorni|uur|dagen
minut|minuty|godzin|godziny|godzinę|dni|минут|минуты|минуту|часов|часа|час|дней|дня|день
دقيقة|دقائق|ساعة|ساعات|يوم|أيام|dakika|saat|gün
"""
_LISTS = """
related|related articles|related stories|related news|related content|related topics|related links
more on this story|more from this section|most read|most popular|most viewed
you may also like|you might also like|recommended|recommended for you|recommended stories|read also
also read|see also|editors picks|editor s picks|read more
mehr zum thema|lesen sie auch|das könnte sie auch interessieren|meistgelesen|weitere artikel
sur le même sujet|à lire aussi|lire aussi|les plus lus|articles liés|voir aussi
te puede interesar|lo más leído|noticias relacionadas|lea también|lee también
leia também|leia mais|mais lidas|notícias relacionadas|leggi anche|i più letti|articoli correlati
lees ook|meest gelezen|czytaj także|czytaj też|zobacz też|zobacz także|najczęściej czytane
читайте также|по теме|самое читаемое|материалы по теме|مواضيع ذات صلة|مقالات ذات صلة|اقرأ أيضا
اقرأ أيضًا|관련 기사|الأكثر قراءة|ilgili haberler|関連記事|関連ニュース|相关阅读|相关新闻
相關新聞|관련기사
"""
_STAMPED = """
updated|updated on|updated at|last updated|last updated on|last updated at|last update|last modified
published|published on|published at|first published|first published on|posted|posted on|modified
aktualisiert|aktualisiert am|zuletzt aktualisiert|zuletzt aktualisiert am|stand|veröffentlicht am
mis à jour|mis à jour le|dernière mise à jour|dernière mise à jour le|publié le|modifié le
actualizado|actualizado el|última actualización|publicado|publicado el|publicado em|atualizado
atualizado em|última atualização|aggiornato|aggiornato il|ultimo aggiornamento|pubblicato il
bijgewerkt|bijgewerkt op|laatst bijgewerkt|laatst bijgewerkt op|gepubliceerd op|aktualizacja
ostatnia aktualizacja|opublikowano|обновлено|опубликовано|последнее обновление|آخر تحديث|تم التحديث
نشر في|güncelleme|son güncelleme|最終更新|更新|更新日|更新时间|更新於|最后更新|입력|수정|최종수정
"""
_OF_DATES = """
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
at on am pm a.m p.m a p m of the um uhr am den le à h el a las às em il alle om op o godz г в
st nd rd th gmt utc bst est edt cst cdt pst pdt mst mdt et ct pt cet cest eet eest msk ist jst kst
aest aedt hkt sgt just now today yesterday heute gestern hier aujourd hui hoy ayer hoje ontem oggi
ieri vandaag gisteren dziś wczoraj сегодня вчера اليوم أمس bugün dün mez mesz
januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag
samstag sonnabend sonntag
janvier février mars avril juin juillet août septembre octobre novembre décembre lundi mardi
mercredi jeudi vendredi samedi dimanche
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre de
janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
januari februari maart mei augustus
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر الساعة
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
0年0月0日 年 月 日 時 分 时 0年 0月 0日 0時 0分 0时 년 월 일 0년 0월 0일
"""
_FIGURES = ("0", "0k", "0m")


def _listed(table: str) -> frozenset[str]:
    return frozenset(name.strip() for line in table.split("\n") for name in line.split("|") if name)


def _all_of(patterns: str, words: frozenset[str]) -> frozenset[str]:
    return frozenset(pattern.format(word) for pattern in patterns.split("|") for word in words)


AGO = _all_of(_AGO, frozenset(f"0{gap}{span}" for span in _listed(_SPANS) for gap in (" ", "")))
LINES = frozenset().union(
    _listed(_ADS),
    _listed(_INVITATIONS),
    _listed(_SHARING),
    _all_of(_SHARED_ON, _listed(_PLACES)),
    (f"{figure} {what}" for figure in _FIGURES for what in _listed(_COUNTED)),
    (f"{figure}{what}" for figure in _FIGURES for what in _listed(_COUNTED) if not what.isascii()),
    (f"{what} {figure}" for figure in _FIGURES for what in _listed(_COUNTED_BEHIND)),
    (" ".join((*what.split()[:-1], "0", what.split()[-1])) for what in _listed(_COUNTED_BEHIND)),
    AGO,
)
LISTS = _listed(_LISTS)  # what stands above a list of other stories, or before a colon
STAMPS = _listed(_STAMPED)  # what stands before a date
OF_DATES = frozenset(_OF_DATES.split()) | {"0", "0h", "0h0"}
