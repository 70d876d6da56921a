"""Where others read along: only what is public is said, and nobody's own business is begun."""

import re
from dataclasses import replace

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Handle, Reply, Router
from bot.conversation.steps import Chat
from bot.language.intents import Intent
from bot.language.understand import understand
from bot.services.desk import Desk
from bot.services.invites import ALPHABET, entrance, void_code
from bot.services.plan import ward_name
from bot.services.roles import channels_of
from bot.texts import _
from handlers import citizen

_CODE = re.compile(rf"(?<!\w)[{ALPHABET}]{{4}}-?[{ALPHABET}]{{4}}(?!\w)", re.IGNORECASE)
MOST_CODES = 5
_PUBLIC = ("/lich", "/more", "/days", "/meeting")
_ANSWERED = (Intent.SCHEDULE, Intent.OUTCOME, Intent.HUMAN)
_HELPED = (Intent.GREET, Intent.THANKS)


def group_router() -> Router[Desk]:
    """What may be said in a group: when meetings are and what came of them, and how to go on in private."""
    commands = [
        replace(command, handle=_in_public(command.handle))
        for command in citizen.PART.commands
        if command.name in _PUBLIC
    ]
    return Router(
        flows={},
        commands=[Command("/start", _start, ("bat dau", "start")), *commands],
        fallback=_answer,
        help=_help,
        files=lambda chat, said: _refuse_code(chat, said.text) or _in_private(chat, said),
        recognisers=(_refuse_code,),
    )


def _answer(chat: Chat[Desk], said: Answer) -> Reply:
    if said.text.startswith("/"):
        return _in_private(chat, said)
    meaning = understand(said.text, chat.desk.ward.day(chat.now))
    if meaning.guarded or meaning.intent in _ANSWERED:
        return _public(citizen.answer_citizen(chat, said))
    return _help(chat) if meaning.intent in _HELPED else _in_private(chat, said)


def _start(chat: Chat[Desk], said: Answer) -> Reply:
    """In a group nobody signs in: what came along has been seen by others."""
    code = said.text.strip()
    return _no_code(chat, [code]) if code else _help(chat)


def _refuse_code(chat: Chat[Desk], text: str) -> Say | None:
    """A code shown to everybody opens nothing any more, whoever it was for."""
    codes = [*_CODE.findall(text)][:MOST_CODES]
    known = [void_code(chat.desk.session, code) for code in codes]
    return _no_code(chat, []) if any(known) or _CODE.fullmatch(text.strip()) else None


def _no_code(chat: Chat[Desk], codes: list[str]) -> Say:
    for code in codes:
        void_code(chat.desk.session, code)
    return Say(
        _(
            "Please send no code in a group: others can read it, so it no longer works.\n"
            "Ask the office for a new one and send it to me in private."
        ),
        link=_private_chat(chat),
    )


def _in_public(handle: Handle[Desk]) -> Handle[Desk]:
    return lambda chat, answer: _public(handle(chat, answer))


def _public(reply: Reply) -> Reply:
    """The same without what would be one person's own: reminders, and whatever is begun."""
    says = [reply] if isinstance(reply, Say) else list(reply) if isinstance(reply, tuple) else []
    return tuple(
        replace(say, choices=tuple(one for one in say.choices if one.id.split()[0] in _PUBLIC))
        for say in says
    )


def _in_private(chat: Chat[Desk], _said: Answer) -> Say:
    return Say(_("For this, please write to me in private."), link=_private_chat(chat))


def _help(chat: Chat[Desk]) -> Say:
    ward = ward_name(chat.desk.session)
    asked = _(
        "Ask here when {ward} holds receptions and dialogues, and what came of them.\n"
        "For anything of your own, please write to me in private.",
        ward=ward or _("the ward"),
    )
    return Say(asked, (Choice("/lich", _("Schedule of dialogues and receptions")),), link=_private_chat(chat))


def _private_chat(chat: Chat[Desk]) -> str | None:
    """The link that opens a chat with us alone, where the channel has one."""
    channel = chat.address.channel
    if channel not in channels_of(chat.desk.ward):
        return None
    return entrance(chat.desk.session, channel, "", chat.desk.ward).link or None
