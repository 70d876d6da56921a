"""Being reminded later: of all that is due, or of one thing; never past its due day without saying so."""

from datetime import date, datetime, timedelta

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Reply
from bot.conversation.steps import Chat, End, Flow, Next, Sorry, Start
from bot.language.reply_words import read_later
from bot.services.desk import Desk
from bot.services.due import Due, due_now
from bot.services.extension_words import label_of, named
from bot.texts import N_, _, clock_time, long_date, shorten
from handlers.days import answered_day
from storage.journal import note
from storage.reminders import snooze
from storage.vocabulary import Event

LATER = (("tomorrow", N_("Tomorrow")), ("monday", N_("Next Monday")), ("three", N_("In 3 working days")))
MOST, MOST_QUIET = 6, timedelta(days=30)


class Until:
    """When to be reminded again of everything that is due now, or of one obligation."""

    def ask(self, chat: Chat[Desk]) -> Say:
        today, dues = _today(chat), dues_of(chat, chat.data.get("obligation", ""))
        lines = [_("When shall I remind you again? Pick one, or type a day.")]
        late = [due.obligation for due in dues if due.obligation.due < today]
        if late:
            subject = "; ".join(dict.fromkeys(named(chat.desk.session, owed) for owed in late))
            lines.append(_("⚠️ Past its due date already: {subject}.", subject=shorten(subject, 80)))
        choices = [Choice(key, _offered(chat, key, label, dues)) for key, label in LATER]
        if len(dues) > 1:
            choices.append(Choice("one", _("Only one of them")))
        return Say("\n".join(lines), tuple(choices))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        dues = dues_of(chat, chat.data.get("obligation", ""))
        if not dues:
            return End((nothing_due(),))
        if answer.choice == "one":
            return WhichLater
        if answer.choice in dict(LATER):
            return _put_off(chat, _later_day(answer.choice or "", chat), dues)
        today, day = _today(chat), answered_day(answer, _today(chat))
        if day is None:
            return Sorry(_("Please pick one of the choices below, or write a day as day/month/year."))
        if day <= today:
            return Sorry(_("That day has come already: please name a later one."))
        if day > today + MOST_QUIET:
            last = long_date(today + MOST_QUIET)
            return Sorry(_("That is too far off: {last} at the latest.", last=last))
        day = chat.desk.ward.calendar.add(day - timedelta(days=1), 1)
        if passed_by(day, dues, today) is None:
            return _put_off(chat, day, dues)
        chat.data["day"] = day.isoformat()
        return PastDue


class WhichLater:
    """Only one of the things that are due."""

    def ask(self, chat: Chat[Desk]) -> Say:
        session = chat.desk.session
        owed = [due.obligation for due in dues_of(chat, "")]
        units = {one.unit_id for one in owed}
        choices = [Choice(str(one.id), label_of(session, one, units)) for one in owed[: MOST - 1]]
        return Say(_("Of what shall I remind you later?"), (*choices, Choice("all", _("All of them"))))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice is None:
            return Sorry(_("Please pick one of the choices below."))
        chat.data["obligation"] = "" if answer.choice == "all" else answer.choice
        return Until


class PastDue:
    """A typed day is after a due date: that is said before it counts."""

    def ask(self, chat: Chat[Desk]) -> Say:
        day, due = self._days(chat)
        text = _("⚠️ {day} is after the due date {due}.", day=long_date(day), due=long_date(due or day))
        choices = [Choice("other", _("Another day"))]
        if due is not None and (before := chat.desk.ward.calendar.last_working(due)) > _today(chat):
            label = _("On {day}, before it is late", day=long_date(before))
            choices.insert(0, Choice("before", label))
        choices.insert(-1, Choice("same", _("On {day} all the same", day=long_date(day))))
        return Say(text, tuple(choices))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        day, due = self._days(chat)
        if answer.choice == "other":
            return Until
        if answer.choice not in ("same", "before"):
            return Sorry(_("Please pick one of the choices below."))
        if answer.choice == "before" and due is not None:
            day = chat.desk.ward.calendar.last_working(due)
        dues = dues_of(chat, chat.data.get("obligation", ""))
        if not dues:
            return End((nothing_due(),))
        return _put_off(chat, max(day, _later_day("tomorrow", chat)), dues)

    def _days(self, chat: Chat[Desk]) -> tuple[date, date | None]:
        day = date.fromisoformat(chat.data["day"])
        return day, passed_by(day, dues_of(chat, chat.data.get("obligation", "")), _today(chat))


LATER_FLOW: Flow[Desk] = Flow.of("later", Until, WhichLater, PastDue)


def later(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/later`, or `/later 12`."""
    if not dues_of(chat, answer.text):
        return nothing_due()
    only = answer.text.strip()
    if only and all(str(due.obligation.id) != only for due in dues_of(chat, only)):
        first = Say(_("That is no longer due to you; this is about everything that is."))
        return Start("later", {"obligation": ""}, first=(first,), afresh=True)
    return Start("later", {"obligation": only}, afresh=True)


def recognise_later(chat: Chat[Desk], text: str) -> Reply | None:
    """“Remind me on Monday”, from somebody whom something is due to."""
    day = read_later(text, _today(chat)) if chat.desk.officer is not None else None
    if day is None:
        return None
    if not dues_of(chat, ""):
        return nothing_due()
    begun = Chat(chat.desk, chat.address, chat.now, data={"obligation": ""})
    taken = Until().take(begun, Answer("", day.isoformat()))
    if isinstance(taken, End):
        return tuple(taken.says)
    first = (Say(taken.text),) if isinstance(taken, Sorry) else ()
    return Start("later", begun.data, "PastDue" if taken is PastDue else "Until", first, afresh=True)


def dues_of(chat: Chat[Desk], only: str) -> list[Due]:
    """What is due to this person now, said or not, asked to wait or not; one of it where `only` names it."""
    desk = chat.desk
    assert desk.officer is not None
    to = due_now(desk.session, desk.ward, desk.now, desk.officer.person_id, snoozed=True)
    dues = [due for each in to for due in each.dues]
    return [due for due in dues if str(due.obligation.id) == only.strip()] or dues


def nothing_due() -> Say:
    return Say(
        _("Nothing is due to you now. You are reminded 14 working days ahead, and nearer the day again."),
        (Choice("/tasks", _("My tasks")),),
    )


def passed_by(day: date, dues: list[Due], today: date) -> date | None:
    """The first due date, still ahead, that somebody would not be reminded of in time."""
    return min((due.obligation.due for due in dues if today <= due.obligation.due < day), default=None)


def _put_off(chat: Chat[Desk], day: date, dues: list[Due]) -> End:
    desk, today = chat.desk, _today(chat)
    assert desk.officer is not None
    until = desk.ward.hours.opening(day, desk.local_now)
    ids = [due.obligation.id for due in dues if due.obligation.id is not None]
    person_id = desk.officer.person_id
    snooze(desk.session, person_id, ids, until)
    note(desk.session, ids, Event.PUT_OFF, desk.now, person_id=person_id, until=day.isoformat())
    return End((Say(_quiet_until(until, dues, today)),))


def _offered(chat: Chat[Desk], key: str, label: str, dues: list[Due]) -> str:
    if passed_by(_later_day(key, chat), dues, _today(chat)) is None:
        return _(label)
    return _("{when} (⚠️ after the due date)", when=_(label))


def _later_day(choice: str, chat: Chat[Desk]) -> date:
    """The first working day that fits: a holiday puts it off."""
    today, calendar = _today(chat), chat.desk.ward.calendar
    if choice == "three":
        return calendar.add(today, 3)
    days = 7 - today.weekday() if choice == "monday" else 1
    return calendar.next_working(today + timedelta(days=days - 1))


def _quiet_until(until: datetime, dues: list[Due], today: date) -> str:
    values = {"day": long_date(until.date()), "time": clock_time(until)}
    if (passed := passed_by(until.date(), dues, today)) is not None:
        return _(
            "I will remind you on {day} at {time}. ⚠️ That is after the due date {due}.",
            due=long_date(passed),
            **values,
        )
    return _("I will remind you on {day} at {time}, unless it is reported before.", **values)


def _today(chat: Chat[Desk]) -> date:
    return chat.desk.ward.day(chat.desk.now)
