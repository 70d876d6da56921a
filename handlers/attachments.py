"""How files get here: in the chat, or by a link where its channel carries none; and what never arrives."""

from datetime import timedelta

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part
from bot.conversation.steps import Chat
from bot.documents.uploads import ALLOWED
from bot.services.desk import Desk
from bot.services.upload_links import LIVES, upload_link
from bot.texts import _
from handlers.progress_draft import may_report

_MINUTES = LIVES // timedelta(minutes=1)


def where_to_send(
    chat: Chat[Desk], here: str, by_link: str, choices: tuple[Choice, ...] = (), *, numbered: bool = True
) -> Say:
    """Words that files may follow: `here` where they are sent in the chat, else `by_link`, with the link."""
    link = upload_link(chat.desk)
    if link is None:
        return Say(here, choices, numbered=numbered)
    lives = _("The link works for {minutes} minutes.", minutes=_MINUTES)
    return Say(f"{by_link}\n{lives}", choices, link=link, numbered=numbered)


def tell_way(chat: Chat[Desk], _answer: Answer) -> Say:
    """How whoever reports sends files."""
    here = _("Files can be sent right here, several at once, at any time.")
    by_link = _("Files cannot be sent in this chat: send them through the link below.")
    return where_to_send(chat, f"{here}\n{_(ALLOWED)}", f"{by_link}\n{_(ALLOWED)}")


def tell_unread(chat: Chat[Desk], _answer: Answer) -> Say:
    """Something was sent that the channel does not let through."""
    if chat.desk.officer is not None and not may_report(chat):
        return Say(_("What you just sent could not be seen: only words are read here. Please write it."))
    if not may_report(chat):
        return Say(
            _("The assistant only reads words, so it could not see what was just sent. Please write it.")
        )
    return where_to_send(
        chat,
        _("What was just sent did not get through: only words, pictures and files do."),
        _("What was just sent did not get through this channel. If it was a file, use the link below."),
    )


PART: Part[Desk] = Part(
    commands=(
        Command(
            "/upload",
            tell_way,
            (
                "gui tep",
                "gui file",
                "gui tai lieu",
                "gui tep dinh kem",
                "dinh kem",
                "dinh kem tep",
                "dinh kem file",
                "tai tep",
                "tai tep len",
                "tai len",
                "them tep",
                "link gui tep",
                "lien ket gui tep",
                "upload",
                "attach",
                "attach files",
                "send files",
            ),
            may_report,
        ),
        Command("/unreadable", tell_unread),
    )
)
