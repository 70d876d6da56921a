"""The office decides when reports are due: one tap confirms the proposed day, or another is typed."""

from datetime import date

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Flow, Next, Sorry, Start
from bot.domain.deadlines import period_name
from bot.errors import BadInput, NotAllowed
from bot.language.one_day import read_day
from bot.services.deadlines import Deadline, confirm, list_deadlines
from bot.services.desk import Desk
from bot.services.digest_words import when
from bot.services.ledger import lay_out
from bot.services.obligations import STILL_TAKEN
from bot.texts import N_, _, explain, long_date, short_date
from storage.vocabulary import Role

MOST_PERIODS = 2


class WhichDue:
    """The periods at hand; a proposed day is confirmed with one tap."""

    def ask(self, chat: Chat[Desk]) -> Say:
        near = _near(chat)
        choices = [
            Choice(f"ok:{each.period}", _("Confirm {day}", day=short_date(each.due)))
            for each in near
            if not each.confirmed
        ]
        others = [Choice(f"other:{each.period}", _other(each, alone=len(near) == 1)) for each in near]
        first = [
            other for each, other in zip(near, others, strict=True) if each.confirmed and _is_off(each, chat)
        ]
        choices = [*first, *choices, *(other for other in others if other not in first)]
        text = "\n".join([*(_line(each, chat) for each in near), _advice(near)])
        return Say(text, (*choices, Choice("close", _("Not now"))))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        kind, _colon, period = (answer.choice or "").partition(":")
        if kind == "close":
            return End((Say(_("Nothing is changed; people are told that the day is proposed.")),))
        found = next((each for each in list_deadlines(chat.desk.session) if each.period == period), None)
        if kind == "ok" and found is not None:
            return _confirmed(chat, period, found.due)
        if kind == "other" and found is not None:
            chat.data["period"] = period
            return AnotherDay
        return Sorry(_("Please pick one of the choices below."))


class AnotherDay:
    """A day typed for one period."""

    def ask(self, chat: Chat[Desk]) -> Say:
        period = chat.data["period"]
        found = next((each for each in list_deadlines(chat.desk.session) if each.period == period), None)
        floor = chat.desk.ward.calendar.next_working(found.cutoff) if found is not None else None
        text = _(
            "By which day is the report for {period} due? {floor} at the earliest, for example 20/12/2026.",
            period=period_name(period),
            floor=long_date(floor) if floor is not None else "–",
        )
        return Say(text, numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        day = read_day(answer.text, chat.desk.ward.day(chat.desk.now))
        if day is None:
            return Sorry(_("That is no single day; please write it as day/month/year."))
        return _confirmed(chat, chat.data["period"], day)


def _confirmed(chat: Chat[Desk], period: str, due: date) -> Next:
    desk = chat.desk
    assert desk.officer is not None
    by = f"person:{desk.officer.person_id}"
    try:
        confirm(desk.session, period, due, by=by, now=desk.now, calendar=desk.ward.calendar)
    except (BadInput, NotAllowed) as error:
        return Sorry(explain(error))
    said = _(
        "✅ Confirmed: the report for {period} is due {when}. Reminders follow this day.",
        period=period_name(period),
        when=when(due, desk.ward.day(desk.now), desk.ward.calendar),
    )
    return End((Say(said),))


def _is_off(each: Deadline, chat: Chat[Desk]) -> bool:
    today, calendar = chat.desk.ward.day(chat.desk.now), chat.desk.ward.calendar
    return each.due >= today and not calendar.is_working(each.due)


def _other(each: Deadline, *, alone: bool) -> str:
    return _("Another day") if alone else _("Another day for {period}", period=period_name(each.period))


def _line(each: Deadline, chat: Chat[Desk]) -> str:
    values = {
        "period": period_name(each.period),
        "cutoff": short_date(each.cutoff),
        "when": when(each.due, chat.desk.ward.day(chat.desk.now), chat.desk.ward.calendar),
    }
    if each.confirmed and _is_off(each, chat):
        return _(
            "Report for {period}: data closed on {cutoff}, due {when}, confirmed, but a day off.", **values
        )
    if each.confirmed:
        return _("Report for {period}: data closed on {cutoff}, due {when}, confirmed.", **values)
    return _("Report for {period}: data closed on {cutoff}, due {when}, not confirmed yet.", **values)


def _advice(near: list[Deadline]) -> str:
    if all(each.confirmed for each in near):
        return _("Every day is confirmed; another one can still be set.")
    return _("The plan names no day: the proposed one is the first working day after data is closed.")


def _near(chat: Chat[Desk]) -> list[Deadline]:
    """The periods that still take reports, the nearest first."""
    today = chat.desk.ward.day(chat.desk.now)
    known = list_deadlines(chat.desk.session)
    near = [each for each in known if each.due >= today or (each.cutoff + STILL_TAKEN >= today > each.cutoff)]
    return near[:MOST_PERIODS]


def _deadlines(chat: Chat[Desk], _answer: Answer) -> Reply:
    lay_out(chat.desk.session, chat.desk.ward, chat.desk.now)
    if not _near(chat):
        return Say(_("There is no reporting period yet: the office has to read in the plan first."))
    return Start("deadlines")


PART: Part[Desk] = Part(
    flows=(Flow.of("deadlines", WhichDue, AnotherDay),),
    commands=(
        Command(
            "/deadlines",
            _deadlines,
            ("han bao cao", "han nop bao cao", "xac nhan han", "xac nhan han bao cao", "ky bao cao"),
            lambda chat: chat.desk.has(Role.OFFICE, Role.LEADER),
            N_("Due dates of reports"),
        ),
    ),
)
