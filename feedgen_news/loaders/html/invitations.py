"""How lines begin that invite to read, follow or pay for something else, in many languages."""

import re

_BEGINNINGS = (
    # English
    r"read (?:more|next|also|all|the full)|also read|see also|click here|don'?t miss|most read",
    r"(?:related|recommended)\s*(?:stor|article|content|topic|read|:|$)|for more stories",
    r"more(?: on this| from .{2,40}| stories)?\s*:|watch\s*(?:also|more|:)|article content",
    r"sign up (?:for|to|here|now)|subscribe (?:to|now|for|here)|join (?:our|the conv)",
    r"follow (?:us|\w+ on)|get in touch|do you have a story|support (?:us|our)|share this",
    r"would you like to comment|please read our comment|stay informed|advertisement\W*$",
    # German
    r"lesen sie (?:auch|mehr|hier|weiter)|lies auch|mehr (?:zum thema|dazu|lesen|aus)",
    r"auch interessant|das könnte (?:sie|dich)|anzeige\W*$|newsletter|weiterlesen",
    r"jetzt (?:abonnieren|anmelden|testen)|hier (?:finden sie|geht(?: e|')s zu|lesen sie)",
    r"zum thema\W*$",
    # French, Spanish, Portuguese, Italian, Romanian
    r"lire aussi|à lire|voir aussi|abonnez|en savoir plus",
    r"lea también|lee también|le(?:er|e) más|te puede interesar|noticias? relacionad",
    r"suscr[íi]b|síguenos|leia (?:também|mais)|veja também|saiba mais",
    r"leggi anche|leggi tutto|approfondi(?:sci|menti)|citește și",
    # Dutch, Norwegian, Danish, Swedish, Finnish
    r"lees (?:ook|meer)|les (?:også|mer|saken|alt)|læs også|läs (?:också|mer|även)|lue myös",
    # Polish, Czech, Slovak, Hungarian, Russian, Ukrainian, Lithuanian, Turkish, Indonesian
    r"czytaj (?:też|także|więcej)|zobacz (?:też|także)|čtěte|čítajte|olvasta már",
    r"(?:про)?читайте|читать (?:также|далее)|подпи(?:шитесь|сывайтесь|саться)",
    r"skaitykite|ilgili haber|ayrıca oku|baca juga",
    # Arabic, Japanese, Chinese, Korean
    r"اقرأ أيضا|إقرأ أيضا|関連記事|あわせて読みたい|相关阅读|延伸阅读|관련\s?기사",
)
INVITATION = re.compile(rf"^[\W\d]*(?:{'|'.join(_BEGINNINGS)})", re.IGNORECASE)
