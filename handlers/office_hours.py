"""The office sets its own hours: nothing is said unasked outside them."""

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Flow, Next, Sorry, Start
from bot.errors import BadInput
from bot.services.calendar import parse_hours, set_hours
from bot.services.calendar_words import hours_text
from bot.services.desk import Desk
from bot.texts import _, explain
from storage.vocabulary import Role


class WhichHours:
    """The hours in force, and others that are typed."""

    def ask(self, chat: Chat[Desk]) -> Say:
        lines = (
            _("Office hours on working days: {hours}.", hours=hours_text(chat.desk.ward.hours.spans)),
            _("Write others, for example 7:30-11:30, 13:30-17:00."),
        )
        return Say("\n".join(lines), (Choice("close", _("Close")),), numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice == "close":
            return End((Say(_("The hours stay as they are.")),))
        try:
            parse_hours(answer.text)
        except BadInput as error:
            return Sorry(explain(error))
        chat.data["hours"] = answer.text
        return ConfirmHours


class ConfirmHours:
    """What the hours would be, with one tap to set them."""

    def ask(self, chat: Chat[Desk]) -> Say:
        lines = (
            _("Office hours would be {hours}.", hours=hours_text(parse_hours(chat.data["hours"]))),
            _("Reminders are only sent in these hours; no due date moves."),
        )
        choices = (Choice("yes", _("Set these hours")), Choice("no", _("Leave it as it was")))
        return Say("\n".join(lines), choices)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice == "no":
            return End((Say(_("The hours stay as they are.")),))
        if answer.choice != "yes":
            return Sorry(_("Please pick one of the choices below."))
        assert chat.desk.officer is not None
        spans = parse_hours(chat.data["hours"])
        set_hours(chat.desk.session, spans, by=f"person:{chat.desk.officer.person_id}", now=chat.now)
        return End((Say(_("✅ Office hours are {hours} from now on.", hours=hours_text(spans))),))


def _hours(_chat: Chat[Desk], answer: Answer) -> Reply:
    """`/hours 7:30-11:30, 13:30-17:00` asks at once whether these are right."""
    if not answer.text:
        return Start("hours", afresh=True)
    try:
        parse_hours(answer.text)
    except BadInput as error:
        return Say(explain(error), (Choice("/hours", _("Office hours")),))
    return Start("hours", {"hours": answer.text}, "ConfirmHours", afresh=True)


PART: Part[Desk] = Part(
    flows=(Flow.of("hours", WhichHours, ConfirmHours),),
    commands=(
        Command(
            "/hours",
            _hours,
            ("gio lam viec", "gio hanh chinh", "gio co quan", "office hours"),
            lambda chat: chat.desk.has(Role.OFFICE),
        ),
    ),
)
