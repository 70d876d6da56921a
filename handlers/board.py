"""The board: how many units have reported, who has not, what is stuck, who has not signed in yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat
from bot.domain.deadlines import period_name
from bot.errors import BadInput
from bot.services.alarms import open_alarms
from bot.services.board import Board, UnitLine, Unlinked, board, owed_line
from bot.services.desk import Desk
from bot.services.digest_words import when
from bot.texts import N_, _, _n, clock_time, explain, long_date, short_date, shorten
from storage.vocabulary import Role

T = TypeVar("T")
PAGE = 6
MOST_ALARMS = 2
BLOCKED, UNLINKED, MEETINGS = "blocked", "unlinked", "meetings"


@dataclass(frozen=True)
class _Wanted:
    """What was asked for behind `/board`: a period, one of the lists, a page of it."""

    period: str | None = None
    what: str = ""
    page: int = 1

    @property
    def following(self) -> str:
        parts = ("/board", self.what, self.period or "", f"p{self.page + 1}")
        return " ".join(part for part in parts if part)


def show_board(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/board`, `/board blocked`, `unlinked`, `meetings`, each with a period or a page (`p2`) behind it."""
    wanted = _read(answer.text)
    desk = chat.desk
    try:
        shown = board(desk.session, wanted.period, chat.now, desk.ward)
    except BadInput as error:
        return Say(explain(error))
    if shown.period is None:
        return Say(_("There is no reporting period yet: the office has to read in the plan first."))
    if wanted.what == BLOCKED:
        return _stuck(shown, wanted)
    if wanted.what == UNLINKED:
        return _unlinked(shown, wanted)
    if wanted.what == MEETINGS:
        return _around_meetings(shown, wanted)
    return _overview(chat, shown, wanted)


def _overview(chat: Chat[Desk], shown: Board, wanted: _Wanted) -> Say:
    waiting = [line for line in shown.units if line.counts.missing]
    waiting.sort(key=lambda line: (-line.counts.late, line.counts.submitted, -line.counts.missing))
    lines = [*_alarms(chat.desk), *_headlines(chat, shown)] if wanted.page == 1 else []
    lines += [_unit_line(line) for line in _page(waiting, wanted.page)]
    choices = []
    if _more(waiting, wanted.page):
        choices.append(Choice(wanted.following, _("More units")))
    if shown.stuck:
        choices.append(Choice(_behind(BLOCKED, wanted), _("See what is stuck")))
    if shown.unlinked:
        choices.append(Choice(_behind(UNLINKED, wanted), _("Who has not signed in")))
    if shown.duties or shown.conclusions:
        choices.append(Choice(_behind(MEETINGS, wanted), _("What is owed around meetings")))
    return Say("\n".join(lines) or _("There are no more units."), tuple(choices))


def _alarms(desk: Desk) -> list[str]:
    """What is wrong with the assistant itself, for those who have it mended."""
    return open_alarms(desk.session)[:MOST_ALARMS] if desk.has(Role.OFFICE) else []


def _headlines(chat: Chat[Desk], shown: Board) -> list[str]:
    assert shown.due is not None
    totals = shown.totals
    lines = [
        _n(
            "{n} of {total} units has reported everything for {period}; {told} of {owed} tasks are told.",
            "{n} of {total} units have reported everything for {period}; {told} of {owed} tasks are told.",
            sum(not line.counts.missing for line in shown.units),
            total=len(shown.units),
            period=period_name(shown.period or ""),
            told=totals.submitted,
            owed=totals.due,
        ),
        _due_line(shown.due, shown.closed, chat),
    ]
    if totals.late:
        late = sum(bool(line.counts.late) for line in shown.units)
        lines.append(
            _n(
                "⏰ {n} unit is late, {tasks} tasks in all.",
                "⏰ {n} units are late, {tasks} tasks in all.",
                late,
                tasks=totals.late,
            )
        )
    if shown.unreached:
        lines.append(
            _n(
                "{n} unit is overdue, but no reminder has reached it yet.",
                "{n} units are overdue, but no reminder has reached them yet.",
                sum(bool(line.unreached) for line in shown.units),
            )
        )
    if totals.blocked:
        lines.append(_n("⚠️ {n} task is stuck.", "⚠️ {n} tasks are stuck.", totals.blocked))
    if shown.unlinked:
        lines.append(
            _n(
                "{n} focal point is missing or has not signed in.",
                "{n} focal points are missing or have not signed in.",
                len(shown.unlinked),
            )
        )
    if shown.duties or shown.conclusions:
        lines.append(
            _(
                "Around meetings: {duties} things the law asks for and {conclusions} conclusions to do.",
                duties=len(shown.duties),
                conclusions=len(shown.conclusions),
            )
        )
    return [*lines, ""]


def _due_line(due: date, closed: datetime | None, chat: Chat[Desk]) -> str:
    ward = chat.desk.ward
    said = when(due, ward.day(chat.now), ward.calendar)
    if closed is None:
        return _("Due {when}.", when=said)
    at = closed.astimezone(ward.zone)
    return _(
        "Due {when}. It was closed at {time} on {day}; what comes now is added to it.",
        when=said,
        time=clock_time(at),
        day=long_date(at.date()),
    )


def _unit_line(line: UnitLine) -> str:
    values = {"unit": line.unit, "submitted": line.counts.submitted, "due": line.counts.due}
    if line.counts.late:
        return _("⏰ {unit}: {submitted} of {due} tasks reported, late", **values)
    if line.unreached:
        return _("{unit}: {submitted} of {due} tasks reported, overdue but not reached yet", **values)
    if line.extended is not None:
        day = short_date(line.extended)
        return _("{unit}: {submitted} of {due} tasks reported, given longer until {day}", day=day, **values)
    return _("{unit}: {submitted} of {due} tasks reported", **values)


def _stuck(shown: Board, wanted: _Wanted) -> Say:
    if not shown.stuck:
        return Say(_("Nothing is stuck at the moment."))
    lines = [
        _(
            "⚠️ {unit}, task {code}: “{words}” (receipt {receipt})",
            unit=each.unit,
            code=each.code,
            words=shorten(each.text, 200) or "–",
            receipt=each.receipt,
        )
        for each in _page(shown.stuck, wanted.page)
    ]
    return Say("\n".join(lines) or _("There is no more."), _next(shown.stuck, wanted))


def _unlinked(shown: Board, wanted: _Wanted) -> Say:
    if not shown.unlinked:
        return Say(_("Every focal point has signed in."))
    lines = [
        _("They have not signed in yet, and no reminder reaches them:"),
        *(_missing_line(each) for each in _page(shown.unlinked, wanted.page)),
    ]
    return Say("\n".join(lines), _next(shown.unlinked, wanted))


def _around_meetings(shown: Board, wanted: _Wanted) -> Say:
    owed = sorted((*shown.duties, *shown.conclusions), key=lambda each: each.due)
    if not owed:
        return Say(_("Nothing is owed around meetings at the moment."))
    lines = [owed_line(each) for each in _page(owed, wanted.page)]
    return Say("\n".join(lines) or _("There is no more."), _next(owed, wanted))


def _missing_line(each: Unlinked) -> str:
    if not each.name:
        return _("{unit}: no focal point is named", unit=each.unit)
    return _("{name} ({unit})", name=each.name, unit=each.unit)


def _read(text: str) -> _Wanted:
    period, what, page = None, "", 1
    for word in text.split()[:4]:
        if word in (BLOCKED, UNLINKED, MEETINGS):
            what = word
        elif word[0] == "p" and word[1:].isascii() and word[1:].isdigit():
            page = max(1, int(word[1:4]))
        else:
            period = word
    return _Wanted(period, what, page)


def _behind(what: str, wanted: _Wanted) -> str:
    return f"/board {what} {wanted.period or ''}".strip()


def _page(rows: Sequence[T], page: int) -> Sequence[T]:
    return rows[PAGE * (page - 1) : PAGE * page]


def _more(rows: Sequence[object], page: int) -> bool:
    return len(rows) > PAGE * page


def _next(rows: Sequence[object], wanted: _Wanted) -> tuple[Choice, ...]:
    return (Choice(wanted.following, _("Show others")),) if _more(rows, wanted.page) else ()


PART: Part[Desk] = Part(
    commands=(
        Command(
            "/board",
            show_board,
            ("bang theo doi", "tinh hinh", "ai chua bao cao", "don vi nao chua bao cao", "board"),
            lambda chat: chat.desk.has(Role.OFFICE, Role.LEADER),
            N_("Board"),
        ),
    )
)
