"""Answering a reminder: later, why, and everything that is mine to do."""

from datetime import date, datetime, timedelta

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Flow, Next, Sorry, Start
from bot.domain.deadlines import period_name
from bot.services.desk import Desk
from bot.services.due import Due, due_now
from bot.services.standing import standing, units_of, ways_to_answer
from bot.services.why import explain_reminder
from bot.texts import N_, _, clock_time, long_date
from storage.obligations import open_obligations
from storage.reminders import snooze
from storage.tables import Obligation, PlanItem
from storage.vocabulary import Role

__all__ = ["PART", "standing"]
MOST_OTHERS = 3
_LATER = (("tomorrow", N_("Tomorrow")), ("monday", N_("Next Monday")), ("three", N_("In 3 working days")))


class Until:
    """When to be reminded again of everything that is due now, or of one obligation."""

    def ask(self, chat: Chat[Desk]) -> Say:
        return Say(_("When shall I remind you again?"), tuple(Choice(key, _(label)) for key, label in _LATER))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice not in dict(_LATER):
            return Sorry(_("Please pick one of the choices below."))
        dues = _dues(chat, chat.data.get("obligation", ""))
        if not dues:
            return End((_nothing(),))
        desk = chat.desk
        assert desk.officer is not None
        today = desk.ward.day(desk.now)
        day = _later_day(answer.choice or "", today, chat)
        until = desk.ward.hours.opening(day, desk.local_now)
        ids = [due.obligation.id for due in dues if due.obligation.id is not None]
        snooze(desk.session, desk.officer.person_id, ids, until)
        return End((Say(_quiet_until(until, dues, today)),))


def _later_day(choice: str, today: date, chat: Chat[Desk]) -> date:
    """The first working day that fits: a holiday puts it off."""
    calendar = chat.desk.ward.calendar
    if choice == "three":
        return calendar.add(today, 3)
    days = 7 - today.weekday() if choice == "monday" else 1
    return calendar.next_working(today + timedelta(days=days - 1))


def _quiet_until(until: datetime, dues: list[Due], today: date) -> str:
    values = {"day": long_date(until.date()), "time": clock_time(until)}
    passed = [due.obligation.due for due in dues if today <= due.obligation.due < until.date()]
    if passed:
        due = long_date(min(passed))
        return _(
            "I will remind you on {day} at {time}. ⚠️ That is after the due date {due}.", due=due, **values
        )
    return _("I will remind you on {day} at {time}, unless it is reported before.", **values)


def _later(chat: Chat[Desk], answer: Answer) -> Reply:
    if not _dues(chat, answer.text):
        return _nothing()
    return Start("later", {"obligation": answer.text})


def _why(chat: Chat[Desk], answer: Answer) -> Reply:
    desk = chat.desk
    assert desk.officer is not None
    owed = _owed(chat)
    chosen = next((one for one in owed if str(one.id) == answer.text.strip()), owed[0] if owed else None)
    if chosen is None:
        return _nothing()
    text = explain_reminder(desk.session, desk.ward, chosen, desk.officer.person_id, desk.now)
    others = [one for one in owed if one is not chosen][:MOST_OTHERS]
    more = tuple(Choice(f"/why {one.id}", _named(chat, one)) for one in others)
    ways = tuple(choice for choice in ways_to_answer(desk.officer) if choice.id != "/why")
    return Say(text, (*ways, *more))


def _named(chat: Chat[Desk], owed: Obligation) -> str:
    item = chat.desk.session.get(PlanItem, owed.item_id) if owed.item_id is not None else None
    if item is None:
        return _("About the report of {period}", period=period_name(owed.period_code))
    return _("About task {code}", code=item.code)


def _tasks(chat: Chat[Desk], _answer: Answer) -> Reply:
    assert chat.desk.officer is not None
    return standing(chat.desk.session, chat.desk.ward, chat.desk.officer, chat.desk.now)


def _dues(chat: Chat[Desk], only: str) -> list[Due]:
    """What is due to this person now, said or not, asked to wait or not; one of it where `only` names it."""
    desk = chat.desk
    assert desk.officer is not None
    to = due_now(desk.session, desk.ward, desk.now, desk.officer.person_id, snoozed=True)
    dues = [due for each in to for due in each.dues]
    return [due for due in dues if str(due.obligation.id) == only.strip()] or dues


def _owed(chat: Chat[Desk]) -> list[Obligation]:
    """What is due now, and where nothing is, what comes next; the most urgent first."""
    desk = chat.desk
    assert desk.officer is not None
    owed = [due.obligation for due in _dues(chat, "")]
    today = desk.ward.day(desk.now)
    coming = open_obligations(desk.session, unit_ids=units_of(desk.officer))
    return owed or [one for one in coming if one.due >= today]


def _nothing() -> Say:
    return Say(
        _("Nothing is due to you now. You are reminded 14 working days ahead, and nearer the day again."),
        (Choice("/tasks", _("My tasks")),),
    )


def _reports(chat: Chat[Desk]) -> bool:
    return chat.desk.has(Role.FOCAL, Role.HEAD)


PART: Part[Desk] = Part(
    flows=(Flow.of("later", Until),),
    commands=(
        Command(
            "/tasks",
            _tasks,
            ("viec cua toi", "viec can bao cao", "han bao cao", "han cua toi", "toi con viec gi"),
            _reports,
            N_("My tasks"),
        ),
        Command(
            "/later", _later, ("nhac lai sau", "de sau", "nhac sau"), lambda chat: chat.desk.has(Role.FOCAL)
        ),
        Command("/why", _why, ("vi sao toi bi nhac", "tai sao toi bi nhac", "sao lai nhac toi"), _reports),
    ),
)
