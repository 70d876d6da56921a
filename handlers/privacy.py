"""What is kept of somebody, and forgetting them when they ask for it."""

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part
from bot.conversation.steps import Chat, End, Flow, Next, Sorry, Start
from bot.services.desk import Desk
from bot.services.privacy import forget
from bot.texts import N_, _


def _notice(chat: Chat[Desk], _answer: Answer) -> Say:
    forget_me = (Choice("/forget", _("Delete my data")),)
    if chat.desk.officer is None:
        return Say(
            _(
                "Kept of you: this conversation, and the meetings you want to be reminded of.\n"
                "No name, phone number or identity paper is asked for.\n"
                "Please do not write complaints, denunciations or state secrets here.\n"
                "You may have your data deleted at any moment."
            ),
            forget_me,
        )
    return Say(
        _(
            "Kept of you: name, unit and role from the office's list, the channels you linked, this "
            "conversation, and what you reported with its files.\n"
            "A phone number only if you gave one yourself.\n"
            "You may have your data deleted at any moment; what was reported stays on record."
        ),
        forget_me,
    )


class Sure:
    """Whether everything kept of this chat shall really go."""

    def ask(self, chat: Chat[Desk]) -> Say:
        return Say(
            _(
                "Delete your data? This conversation, your meeting reminders and the link of this chat "
                "to you are deleted for good.\n"
                "Progress updates already reported stay on record, as the law requires."
            ),
            (Choice("yes", _("Yes, delete it")), Choice("no", _("Keep it"))),
        )

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice == "no":
            return End((Say(_("Nothing was deleted.")),))
        if answer.choice != "yes":
            return Sorry(_("Please pick one of the choices below."))
        forget(chat.desk.session, chat.address, chat.now)
        chat.memory.clear()
        done = _("✅ Your data has been deleted. You may write again at any moment, as somebody new.")
        return End((Say(done),), forget=True)


PART: Part[Desk] = Part(
    flows=(Flow.of("forget", Sure),),
    commands=(
        Command(
            "/privacy",
            _notice,
            ("quyen rieng tu", "bao mat", "du lieu cua toi", "privacy"),
            label=N_("Privacy"),
        ),
        Command(
            "/forget",
            lambda _chat, _answer: Start("forget"),
            ("xoa du lieu cua toi", "xoa du lieu", "xoa thong tin cua toi", "delete my data", "forget me"),
        ),
    ),
)
