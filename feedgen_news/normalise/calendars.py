"""Names of months, weekdays and zones: the vocabulary of dates."""

from datetime import timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

# The languages whose month names are known (Unicode CLDR, by way of Babel).
LANGUAGES = (
    "en en_AU fr de de_AT es it pt nl sv da nb nn fi is pl cs sk sl hr sr bg mk ru uk be ro hu tr"
    " az el he ar ar_LB ar_DZ ar_MA fa ur hi bn mr ne pa gu ta te ml kn si id ms sw zu xh af so ha"
    " yo lt lv et sq bs ca eu gl ga cy hy ka kk uz vi th km lo my fil"
).split()

_ENGLISH = {
    name: number
    for number, names in enumerate(
        "jan january,feb february,mar march,apr april,may,jun june,jul july,aug august,"
        "sep sept september,oct october,nov november,dec december".split(","),
        start=1,
    )
    for name in names.split()
}

_ENGLISH_DAYS = frozenset(
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday"
    " sunday".split()
)

# Minutes east of UTC (RFC 822 §5.1, IANA tz, and common use).
ZONES: dict[str, int | str] = {
    **dict.fromkeys(("UT", "UTC", "GMT", "Z", "WET"), 0),
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
    "AKST": -540,
    "AKDT": -480,
    "HST": -600,
    "AST": -240,
    "ADT": -180,
    "NST": -210,
    "NDT": -150,
    "BRT": -180,
    "ART": -180,
    **dict.fromkeys(("CET", "MEZ", "WEST", "BST", "WAT"), 60),
    **dict.fromkeys(("CEST", "MESZ", "MEST", "EET", "CAT", "SAST"), 120),
    **dict.fromkeys(("EEST", "MSK", "EAT", "TRT"), 180),
    "IRST": 210,
    "GST": 240,
    "PKT": 300,
    "IST": 330,
    "NPT": 345,
    "ICT": 420,
    "WIB": 420,
    **dict.fromkeys(("SGT", "HKT", "AWST", "PHT", "MYT", "WITA"), 480),
    **dict.fromkeys(("JST", "KST"), 540),
    "ACST": 570,
    "ACDT": 630,
    "AEST": 600,
    "AEDT": 660,
    "NZST": 720,
    "NZDT": 780,
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
# Names that several places use; one reading each, and reported.
ZONES_GUESSED = frozenset({"IST", "BST", "CST", "AST", "GST", "ADT", "WAT"})

# Words around a date that say nothing about it.
FILLERS = frozenset(
    "st nd rd th er º ª d m t h hr hrs g y e o at on the of um uhr am an à a às as de del den der"
    " die le el la il lo al kl klo og et och und г года р року năm ngày ngay från stand"
    " first published publish posted updated last modified date publié publicado aktualisiert"
    " veröffentlicht godz godzina น เวลา lúc".split()
)


def month(word: str, language: str | None) -> int | None:
    """The month (1 to 12) that a folded word names; 0 where languages disagree; else None."""
    if word in _ENGLISH or word in _ENGLISH_DAYS:  # "Sat" is September in Hausa
        return _ENGLISH.get(word)
    found = _names("months").get(word) or _names("months").get(word.removeprefix("ב"))  # Hebrew: in
    if found is None:
        return None
    spoken = (language or "").replace("-", "_").split("_")[0]
    numbers = {n for n, tongues in found.items() if spoken in tongues} or set(found)
    return numbers.pop() if len(numbers) == 1 else 0


def zone_of(name: str) -> timezone | ZoneInfo:
    """The zone behind an abbreviation of the table."""
    zone = ZONES[name]
    return ZoneInfo(zone) if isinstance(zone, str) else timezone(timedelta(minutes=zone))


def weekday(word: str) -> bool:
    """Whether a folded word names a day of the week in one of the languages."""
    return word in _ENGLISH_DAYS or word in _names("days")


@cache
def _names(kind: str) -> dict[str, dict[int, set[str]]]:
    """Folded name → number → languages. Read once, and only when English does not do."""
    from babel import Locale  # noqa: PLC0415 - only where English does not do

    names: dict[str, dict[int, set[str]]] = {}
    for code in LANGUAGES:
        locale = Locale.parse(code)
        table = locale.months if kind == "months" else locale.days
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in table[context][width].items():
                    folded = str(name).casefold().replace(".", "")
                    if len(folded) == 1:
                        continue  # "L" for Monday says too little
                    names.setdefault(folded, {}).setdefault(int(number), set()).add(locale.language)
    return names
