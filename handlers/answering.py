"""What can be answered to a reminder beside reporting, and “seen”, which stops nothing."""

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat
from bot.services.desk import Desk
from bot.services.digest_words import when
from bot.services.due import Due
from bot.services.extension_words import answer_to, named, waiting_line
from bot.services.extensions import ASKING
from bot.services.noted import next_reminder, note_seen
from bot.texts import N_, _, _n, long_date
from handlers.later import dues_of, nothing_due
from storage.extensions import asked_for

# Most likely first; what an officer may not use is left out.
_ANSWERS = (
    ("/seen", N_("I have seen it")),
    ("/later", N_("Remind me later")),
    ("/extend", N_("Ask for longer")),
    ("/notmine", N_("Not for us to do")),
    ("/away", N_("I am on leave")),
    ("/why", N_("Why am I reminded?")),
)
_UNITS_ONLY = ("/extend", "/notmine", "/why")


def _answer(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/answer`, or `/answer 12`: each choice then carries the number."""
    desk, dues = chat.desk, dues_of(chat, answer.text)
    if not dues:
        return nothing_due()
    one = dues[0].obligation if len(dues) == 1 else None
    behind = f" {one.id}" if one is not None else ""
    choices = tuple(
        Choice(name if name == "/away" else f"{name}{behind}", _(label))
        for name, label in _ANSWERS
        if name not in _UNITS_ONLY or desk.has(*ASKING)
    )
    return Say("\n".join([_about(chat, dues), _("What is your answer?")]), choices)


def _about(chat: Chat[Desk], dues: list[Due]) -> str:
    desk, first = chat.desk, min((due.obligation for due in dues), key=lambda one: (one.due, one.id or 0))
    due = when(first.due, desk.ward.day(desk.now), desk.ward.calendar)
    if len(dues) > 1:
        return _n(
            "{n} thing is due; the first, “{subject}”, {due}.",
            "{n} things are due; the first, “{subject}”, {due}.",
            len(dues),
            subject=named(desk.session, first),
            due=due,
        )
    said = _("“{subject}” is due {due}.", subject=named(desk.session, first), due=due)
    asked = asked_for(desk.session, [first.id or 0]).get(first.id or 0)
    return f"{said}\n{waiting_line(asked)}" if asked is not None else said


def _seen(chat: Chat[Desk], answer: Answer) -> Reply:
    """Also the sign of life that keeps a chat's free hours open."""
    desk, dues = chat.desk, dues_of(chat, answer.text)
    assert desk.officer is not None
    if not dues:
        return Say(_("Thank you. I can go on reminding you here."))
    person_id = desk.officer.person_id
    note_seen(desk.session, person_id, dues, desk.now)
    day = next_reminder(desk.session, desk.ward, person_id, dues, desk.now)
    if day is None:
        return Say(_("✅ Thank you, noted."))
    text = _("✅ Thank you, noted. Next reminder: {day}, unless it is reported before.", day=long_date(day))
    return Say(text, (answer_to(next(due.obligation for due in dues if due.own)),))


def _is_officer(chat: Chat[Desk]) -> bool:
    return chat.desk.officer is not None


PART: Part[Desk] = Part(
    commands=(
        Command("/answer", _answer, ("tra loi khac", "tra loi nhac viec", "cach tra loi khac"), _is_officer),
        Command(
            "/seen",
            _seen,
            (
                "da nhan",
                "da nhan duoc",
                "da nhan roi",
                "da thay",
                "da xem",
                "da biet",
                "ok da nhan",
                "ok da thay",
                "ok da biet",
                "vang da nhan",
                "da ro",
                "seen",
            ),
            _is_officer,
        ),
    )
)
