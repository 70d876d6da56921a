"""What a plan's running text says of the plan itself: title, number, date, issuer, reporting duties."""

import re
from collections.abc import Sequence
from datetime import date

from bot.documents.tables import tidy
from bot.domain.plan import Passage

_NUMBER = re.compile(r"(?<!\w)[Ss]ố\s*:\s*([\w.…]*\s*/\s*\w+(?:\s*-\s*\w+)*)")
_DATED = re.compile(
    r"(?<=, )ngày\s*(?P<day>[\d.…_]*)\s*tháng\s*(?P<month>[\d.…_]*)\s*năm\s*(?P<year>\d{4}|[.…_]*)",
    re.IGNORECASE,
)
_ISSUER = re.compile(
    r"((?:Ủy|Uỷ) ban nhân dân(?: (?:phường|xã|đặc khu|thị trấn|thành phố|tỉnh)(?: [A-ZÀ-ỸĐ]\w*)+))"
    r"\s+(?:ban hành|xây dựng)"
)
_AREA = re.compile(r"((?:Phường|Xã|Đặc khu|Thị trấn)(?: [A-ZÀ-ỸĐ]\w*)+), ngày")
_TITLE_ENDS = re.compile(r"Căn cứ|Thực hiện .*[.:]$|[IVX]+\.\s|\d+\.\s|[-_*]{3,}|Nơi nhận|PHỤ LỤC|TM\.")
_PERIOD = re.compile(
    r"định kỳ|\d+\s+(?:tháng|năm)\b|h[àằ]ng (?:tuần|tháng|quý|năm)|trước ngày|gửi về|tổng hợp và báo cáo"
    r"|tổng hợp, báo cáo|báo cáo (?:quý|tháng|năm)",
    re.IGNORECASE,
)
_MARKER = re.compile(r"(?:[-–+*•]|\(?(?:\w|\d{1,2})[.)])\s+")


def read_facts(passages: Sequence[Passage]) -> dict[str, str]:
    """Title, number, date and issuer, each only where found; a full date is ISO, another as it is written."""
    facts = {"title": _title(passages)}
    text = "\n".join(passage.text for passage in passages)
    if number := _NUMBER.search(text):
        facts["number"] = re.sub(r"\s+", "", number[1])
    if dated := _DATED.search(text):
        facts["date"] = _day(dated)
    if issuer := _ISSUER.search(text):
        facts["issuer"] = issuer[1]
    elif (area := _AREA.search(text)) and re.search("ủy ban nhân dân|uỷ ban nhân dân", text, re.IGNORECASE):
        facts["issuer"] = f"Ủy ban nhân dân {area[1][0].lower()}{area[1][1:]}"
    return {name: value for name, value in facts.items() if value}


def read_duties(passages: Sequence[Passage]) -> tuple[str, ...]:
    """The sentences that lay down who reports, how often or to whom."""
    duties: list[str] = []
    for passage in passages:
        for sentence in re.split(r"(?<=\w[.;])\s+(?=[A-ZÀ-ỸĐ])", passage.text):
            said = _MARKER.sub("", sentence, count=1) if _MARKER.match(sentence) else sentence
            if re.search("báo cáo", said, re.IGNORECASE) and _PERIOD.search(said) and said not in duties:
                duties.append(said)
    return tuple(duties)


def _title(passages: Sequence[Passage]) -> str:
    for index, passage in enumerate(passages):
        words = passage.text.strip(" *")
        if re.match(r"KẾ HOẠCH\s+\S", words):
            return tidy(words)
        if words == "KẾ HOẠCH":
            lines: list[str] = []
            for following in passages[index + 1 : index + 5]:
                if _TITLE_ENDS.match(following.text):
                    break
                lines.append(following.text.strip(" *"))
            return " ".join(lines) or words
    return ""


def _day(dated: re.Match[str]) -> str:
    try:
        return date(int(dated["year"]), int(dated["month"]), int(dated["day"])).isoformat()
    except ValueError:
        return tidy(dated.group())
