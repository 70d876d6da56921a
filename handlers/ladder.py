"""The office sees and sets whom a reminder reaches, and how many days before and after the due date."""

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Flow, Next, Sorry, Start
from bot.domain.ladder import LADDERS
from bot.domain.ladder_text import ladder_text
from bot.errors import BadInput
from bot.services.desk import Desk
from bot.services.ladders import (
    KINDS,
    kind_name,
    ladder_line,
    ladder_to_type,
    parse_ladder,
    reset_ladder,
    set_ladder,
)
from bot.texts import N_, _, explain
from storage.vocabulary import Role


class WhichLadder:
    """The kinds of what is owed; those that the office has changed are marked."""

    def ask(self, chat: Chat[Desk]) -> Say:
        text = _("Whom reminders reach, and how many working days before and after. Which kind shall we see?")
        return Say(text, (*(Choice(kind, _label(chat, kind)) for kind in KINDS), Choice("close", _("Close"))))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice == "close":
            return End((Say(_("The reminders stay as they are.")),))
        if answer.choice not in KINDS:
            return Sorry(_("Please pick one of the choices below."))
        chat.data["kind"] = answer.choice
        return NewLadder


class NewLadder:
    """Another ladder for one kind, typed."""

    def ask(self, chat: Chat[Desk]) -> Say:
        kind = chat.data["kind"]
        ladder = chat.desk.ward.ladders[kind]
        lines = (
            ladder_line(kind, ladder),
            _("To change it, write it like this: {example}", example=ladder_to_type(ladder)),
            _("Days before the due date have a minus; those above count days that are late in fairness."),
        )
        choices = [Choice("close", _("Leave it as it was"))]
        if ladder != LADDERS[kind]:
            choices.append(Choice("reset", _("As it was at first")))
        return Say("\n".join(lines), tuple(choices), numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice == "close":
            return End((Say(_("The reminders stay as they are.")),))
        if answer.choice == "reset":
            chat.data["text"] = ladder_text(LADDERS[chat.data["kind"]])
            return ConfirmLadder
        try:
            chat.data["text"] = ladder_text(parse_ladder(chat.data["kind"], answer.text))
        except BadInput as error:
            return Sorry(explain(error))
        return ConfirmLadder


class ConfirmLadder:
    """What would be set, with one tap to set it."""

    def ask(self, chat: Chat[Desk]) -> Say:
        kind = chat.data["kind"]
        lines = (
            ladder_line(kind, parse_ladder(kind, chat.data["text"])),
            _("This counts from the next minute on, for what is owed already too."),
        )
        return Say("\n".join(lines), (Choice("yes", _("Set it so")), Choice("no", _("Leave it as it was"))))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        desk, kind = chat.desk, chat.data["kind"]
        if answer.choice == "no":
            return End((Say(_("The reminders stay as they are.")),))
        if answer.choice != "yes":
            return Sorry(_("Please pick one of the choices below."))
        assert desk.officer is not None
        by = f"person:{desk.officer.person_id}"
        if parse_ladder(kind, chat.data["text"]) == LADDERS[kind]:
            reset_ladder(desk.session, kind, by=by, now=desk.now)
        else:
            set_ladder(desk.session, kind, chat.data["text"], by=by, now=desk.now)
        return End((Say(_("✅ Set: reminders about “{kind}” follow this now.", kind=kind_name(kind))),))


def _label(chat: Chat[Desk], kind: str) -> str:
    if chat.desk.ward.ladders[kind] == LADDERS[kind]:
        return kind_name(kind)
    return _("{kind} (changed)", kind=kind_name(kind))


def _ladder(_chat: Chat[Desk], _answer: Answer) -> Reply:
    return Start("ladder", afresh=True)


PART: Part[Desk] = Part(
    flows=(Flow.of("ladder", WhichLadder, NewLadder, ConfirmLadder),),
    commands=(
        Command(
            "/ladder",
            _ladder,
            ("thang nhac viec", "thang nhac", "lich nhac viec chung", "ladder"),
            lambda chat: chat.desk.has(Role.OFFICE),
            N_("Ladder of reminders"),
        ),
    ),
)
