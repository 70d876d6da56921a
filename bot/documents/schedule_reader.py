"""The schedule of dialogues and receptions, from the office's list to dated meetings."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from bot.documents.rows import Row, read_rows
from bot.domain.recurrence import EARLIEST_YEAR, LATEST_YEAR, expand, parse_day_off, parse_recurrence
from bot.errors import BadInput
from bot.language.normalise import fold_line
from bot.texts import _, explain
from storage.vocabulary import MeetingKind, MeetingMode, MeetingStatus

LONGEST_SERIES = 5 * 366

_COLUMNS = {
    "Mã": "code",
    "Loại": "kind",
    "Chủ đề": "topic",
    "Đối tượng": "audience",
    "Bắt đầu": "starts",
    "Kết thúc": "ends",
    "Địa điểm": "place",
    "Chủ trì": "chair",
    "Hình thức": "mode",
    "Trạng thái": "status",
    "Kết luận": "conclusion",
    "Lặp lại": "repeats",
    "Ngày nghỉ": "day_off",
}
_REQUIRED = tuple(list(_COLUMNS.values())[:-2])
_KINDS = {"doi thoai": MeetingKind.DIALOGUE, "tiep cong dan": MeetingKind.RECEPTION}
_MODES = {"truc tiep": MeetingMode.IN_PERSON, "truc tuyen": MeetingMode.ONLINE}
_STATUSES = {
    "sap dien ra": MeetingStatus.UPCOMING,
    "da dien ra": MeetingStatus.HELD,
    "hoan": MeetingStatus.POSTPONED,
    "huy": MeetingStatus.CANCELLED,
}
_MOMENTS = (
    re.compile(
        r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})[ T](?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::\d{2})?"
    ),
    re.compile(
        r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4}) (?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::\d{2})?"
    ),
)
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One dated meeting; times are naive, in the ward's zone. `series` is the code of the repeating row."""

    code: str
    kind: MeetingKind
    topic: str
    audience: str
    starts: datetime
    ends: datetime
    place: str
    chair: str
    mode: MeetingMode
    status: MeetingStatus
    conclusion: str
    series: str | None


def read_schedule(path: Path, is_working: Callable[[date], bool]) -> list[MeetingRow]:
    """All meetings, in order of time. Raises BadInput with every problem of every line.

    A repeating row becomes dated meetings `CODE-MMDD`, or `CODE-YYYYMMDD` where two would share a code; a
    row of its own with such a code on that very day stands in for the repeated one.
    """
    rows = read_rows(path, _COLUMNS, _REQUIRED)
    problems: list[str] = []
    single: dict[str, MeetingRow] = {}
    repeated: list[MeetingRow] = []
    lines: dict[str, int] = {}
    for row in rows:
        meeting, dates, wrong = _read(row, is_working)
        problems += [_("Line {line}: {problem}", line=row.line, problem=problem) for problem in wrong]
        code = row.values["code"].casefold()
        if code and code in lines:
            problem = _(
                "the code {code} already stands in line {first}.", code=row.values["code"], first=lines[code]
            )
            problems.append(_("Line {line}: {problem}", line=row.line, problem=problem))
        lines.setdefault(code, row.line)
        if meeting and dates is None:
            single[meeting.code] = meeting
        elif meeting and dates is not None:
            repeated += _dated(meeting, dates)
    if problems:
        raise BadInput("{problems}", problems="\n".join(problems))
    return sorted(_coded(single, repeated), key=lambda meeting: (meeting.starts, meeting.code))


def _read(
    row: Row, is_working: Callable[[date], bool]
) -> tuple[MeetingRow | None, tuple[date, ...] | None, list[str]]:
    """The meeting as its row says, the dates it repeats on (None: it does not), and what is wrong."""
    problems: list[str] = []
    said = row.values
    for column, field in _COLUMNS.items():
        if field in ("code", "topic", "place") and not said[field]:
            problems.append(_("the column {column} is empty.", column=column))
    if row.beyond:
        problems.append(_("there are more cells than columns; a text with commas needs quotation marks."))
    kind = _word(said, "kind", _KINDS, problems)
    mode = _word(said, "mode", _MODES, problems)
    status = _word(said, "status", _STATUSES, problems)
    starts, ends = _moment(said, "starts", problems), _moment(said, "ends", problems)
    if starts and ends and ends <= starts:
        problems.append(_("the meeting ends before it starts."))
    dates = _dates(said, starts, status, is_working, problems)
    if problems or not (kind and mode and status and starts and ends):
        return None, None, problems
    meeting = MeetingRow(
        said["code"],
        kind,
        said["topic"],
        said["audience"],
        starts,
        ends,
        said["place"],
        said["chair"],
        mode,
        status,
        said["conclusion"],
        None,
    )
    return meeting, dates, []


def _dates(
    said: Mapping[str, str],
    starts: datetime | None,
    status: MeetingStatus | None,
    is_working: Callable[[date], bool],
    problems: list[str],
) -> tuple[date, ...] | None:
    if not said.get("repeats"):
        return None
    try:
        rule = parse_recurrence(said["repeats"])
        on_day_off = parse_day_off(said.get("day_off", ""))
    except BadInput as error:
        problems.append(explain(error))
        return None
    if status is MeetingStatus.HELD:
        problems.append(_("a meeting that repeats cannot be over; give the held one a line of its own."))
    if starts is None:
        return None
    if rule.until and rule.until - starts.date() > timedelta(days=LONGEST_SERIES):
        problems.append(_("the meeting repeats for more than five years."))
        return None
    dates = expand(rule, starts.date(), is_working=is_working, on_day_off=on_day_off)
    if not dates:
        problems.append(_("the meeting falls on no day at all."))
    return dates


def _dated(meeting: MeetingRow, dates: tuple[date, ...]) -> Iterator[MeetingRow]:
    lasting = meeting.ends - meeting.starts
    for day in dates:
        starts = datetime.combine(day, meeting.starts.time())
        yield replace(meeting, starts=starts, ends=starts + lasting, series=meeting.code)


def _coded(single: Mapping[str, MeetingRow], repeated: list[MeetingRow]) -> Iterator[MeetingRow]:
    """Give each repeated meeting its code, and leave out those a row of its own stands in for."""
    shared = Counter(f"{meeting.series}-{meeting.starts:%m%d}" for meeting in repeated)
    own = dict(single)
    for meeting in repeated:
        short, long = f"{meeting.series}-{meeting.starts:%m%d}", f"{meeting.series}-{meeting.starts:%Y%m%d}"
        named = next((own[code] for code in (long, short) if code in own), None)
        if named and named.starts.date() == meeting.starts.date():
            own[named.code] = replace(named, series=meeting.series)
            continue
        code = long if shared[short] > 1 or short in own else short
        if code in own:
            raise BadInput("The code {code} stands for two different meetings.", code=code)
        yield replace(meeting, code=code)
    yield from own.values()


def _word(
    said: Mapping[str, str], field: str, words: Mapping[str, _Word], problems: list[str]
) -> _Word | None:
    found = words.get(fold_line(said[field]))
    if found is None:
        column = next(name for name, known in _COLUMNS.items() if known == field)
        problems.append(_("the column {column} does not know “{value}”.", column=column, value=said[field]))
    return found


def _moment(said: Mapping[str, str], field: str, problems: list[str]) -> datetime | None:
    """A naive time in the ward's zone."""
    text = " ".join(said[field].split())
    match = next((match for pattern in _MOMENTS if (match := pattern.fullmatch(text))), None)
    if match:
        year, month, day, hour, minute = (int(match[name]) for name in ("y", "m", "d", "hour", "minute"))
        with suppress(ValueError):
            if EARLIEST_YEAR <= year <= LATEST_YEAR:
                return datetime.combine(date(year, month, day), time(hour, minute))
    column = next(name for name, known in _COLUMNS.items() if known == field)
    problems.append(
        _("the column {column} has no date and time in “{value}”.", column=column, value=said[field])
    )
    return None
