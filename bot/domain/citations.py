"""Documents a plan cites: one under two numbers, dates or issuers; numbers and dates left blank."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.plan import Doubt, Passage
from bot.language.normalise import fold_line

_CITED = re.compile(
    r"(?P<kind>Nghị quyết|Nghị định|Quyết định|Chỉ thị|Kế hoạch|Kết luận|Thông tư|Quy định"
    r"|Hướng dẫn|Chương trình|Luật|Công văn|Đề án)\s+số\s+(?P<number>\d+)\s*(?P<symbol>(?:[-/]\s?[\w-]+)+)"
    r"(?:,?\s*ngày\s+(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}))?"
    r"(?:,?\s*(?:của|do)\s+(?P<issuer>[^,;.:()]{3,90}?)"
    r"(?=\s+(?:về|trên|triển khai|thực hiện|ban hành)\b|[,;.:()]|$))?"
    r"(?:[^;.()]{0,80}?\bvề\s+(?P<about>[^,;.()“”]{12,160}))?",
    re.IGNORECASE,
)
_BLANK_NUMBER = re.compile(r"(?<!\w)số\s*:?\s*[.…_]*\s*/\s*(?=[A-ZĐ]{2})(?:[\w/]|-\s?)+", re.IGNORECASE)
_BLANK_DATE = re.compile(
    r"(?<!\w)ngày\s*(?:[.…_]+|(?=tháng|/))\s*(?:tháng|/)\s*[\d.…_]*\s*(?:năm\s*|/\s*)[\d.…_]*"
    r"|(?<!\w)ngày\s+\d{1,2}\s+tháng\s*(?:[.…_]+|(?=năm))\s*năm\s*[\d.…_]*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Citation:
    where: str
    kind: str
    number: int
    symbol: str
    day: tuple[int, int, int] | None
    issuer: str
    about: str
    shown: str


def find_blanks(passages: Sequence[Passage]) -> Iterator[Doubt]:
    """Numbers and dates still to be filled in."""
    for passage in passages:
        for match in _BLANK_NUMBER.finditer(passage.text):
            yield Doubt(
                "blank_number",
                "A document number is left blank: “{text}”.",
                passage.where,
                values={"text": match.group().strip()},
            )
        for match in _BLANK_DATE.finditer(passage.text):
            yield Doubt(
                "blank_date",
                "A date is left blank: “{text}”.",
                passage.where,
                values={"text": match.group().strip()},
            )


def find_conflicts(passages: Sequence[Passage]) -> Iterator[Doubt]:
    """Each differing form of one cited document once, against the form that is cited most."""
    cited = [citation for passage in passages for citation in _citations(passage)]
    forms: dict[tuple[str, int, str, object, str], list[Citation]] = {}
    for one in cited:
        forms.setdefault(
            (fold_line(one.kind), one.number, one.symbol, one.day, fold_line(one.issuer)), []
        ).append(one)
    often = Counter((fold_line(one.kind), one.number, one.symbol) for one in cited)
    ranked = sorted(forms.items(), key=lambda form: (often[form[0][:3]], len(form[1])), reverse=True)
    told: set[tuple[str, str]] = set()
    for index, (_form, group) in enumerate(ranked):
        for _other, usual in ranked[:index]:
            pair = (usual[0].shown, group[0].shown)
            if _conflict(usual[0], group[0]) and pair not in told and pair[0] != pair[1]:
                told.add(pair)
                yield Doubt(
                    "resolution_conflict",
                    "One document seems to be cited in two ways: “{usual}” and “{other}”.",
                    group[0].where,
                    values={"usual": pair[0], "other": pair[1]},
                )
                break


def mask_citations(text: str) -> str:
    """The text without the documents it cites, so that their years are not taken for the plan's own."""
    return re.sub(r"\d{1,2}/\d{1,2}/\d{4}|số\s+\d+\S*/\d{4}/\S+", " ", _CITED.sub(" ", text))


def _citations(passage: Passage) -> Iterator[Citation]:
    for match in _CITED.finditer(passage.text):
        day = (int(match["year"]), int(match["month"]), int(match["day"])) if match["year"] else None
        shown = f"{match['kind']} số {match['number']}{match['symbol']}"
        shown += f" ngày {match['day']}/{match['month']}/{match['year']}" if day else ""
        symbol = re.sub(r"[\s/-]+", "-", match["symbol"]).strip("-").upper()
        issuer, about = match["issuer"] or "", " ".join((match["about"] or "").split())
        shown += f" của {issuer}" if issuer else ""
        yield Citation(passage.where, match["kind"], int(match["number"]), symbol, day, issuer, about, shown)


def _conflict(a: Citation, b: Citation) -> bool:
    """Whether two citations of different form are more likely one document than two."""
    if fold_line(a.kind) != fold_line(b.kind):
        return False
    both_dated = a.day is not None and b.day is not None
    if a.number == b.number and a.symbol == b.symbol:
        issuers = a.issuer and b.issuer and not _same_words(a.issuer, b.issuer)
        return (both_dated and a.day != b.day) or bool(both_dated and issuers)
    if a.number == b.number and a.symbol != b.symbol:
        return both_dated and a.day == b.day
    return a.symbol == b.symbol and len(a.about) >= 25 and fold_line(a.about)[:60] == fold_line(b.about)[:60]


def _same_words(a: str, b: str) -> bool:
    first, second = set(fold_line(a).split()), set(fold_line(b).split())
    return first <= second or second <= first
