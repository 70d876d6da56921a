"""What was begun on another of an officer's channels: offered once where they write now, and taken up."""

from dataclasses import replace
from typing import Any

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, Start
from bot.services.desk import Desk
from bot.services.elsewhere import MOVED, OFFERED, Draft, open_elsewhere, take_up
from bot.services.roles import channel_name
from bot.texts import _
from handlers.citizen import answer_citizen, aside
from handlers.progress_draft import FLOW as PROGRESS
from storage.people import Officer

# What belongs to a person and not to one chat, as signing in does.
MOVES = (PROGRESS, "later", "deadlines")
ROOM = 4


def mention_elsewhere(chat: Chat[Desk], says: list[Say], flow: str | None) -> list[Say]:
    """Say what was taken away from here, and offer what is open on another channel, each once."""
    moved = chat.memory.pop(MOVED, None)
    if moved is not None:
        says = [_moved(chat, moved), *says]
    officer = chat.desk.officer
    if officer is None or flow not in (None, PROGRESS):
        return says
    return offer_elsewhere(chat, officer, says, flow)


def offer_elsewhere(chat: Chat[Desk], officer: Officer, says: list[Say], flow: str | None) -> list[Say]:
    """Offer it beside the last of `says`: with choices where nothing is open here, else in words."""
    draft = open_elsewhere(chat.desk.session, officer.person_id, chat.address, MOVES, chat.now)
    if draft is None:
        chat.memory.pop(OFFERED, None)
        return says
    another = flow is not None and (flow != draft.flow or chat.data.get("unit") != draft.data.get("unit"))
    if another or not says or chat.memory.get(OFFERED) == draft.mark(draft.address):
        return says
    chat.memory[OFFERED] = draft.mark(draft.address)
    return [*says[:-1], _beside(chat, draft, says[-1], in_words=flow is not None)]


def _beside(chat: Chat[Desk], draft: Draft, say: Say, *, in_words: bool) -> Say:
    told = {"channel": channel_name(chat.desk.ward, draft.address.channel), "what": _what(draft)}
    if in_words or len(say.choices) > ROOM:
        offer = _("On {channel}, {what} is still open; type “continue” to go on with it here.", **told)
        return replace(say, text=f"{offer}\n\n{say.text}" if in_words else f"{say.text}\n\n{offer}")
    offer = _("On {channel}, {what} is still open. Shall we go on with it here?", **told)
    choices = (Choice("/continue", _("Go on here")), Choice("/leave", _("Leave it there")))
    return replace(say, text=f"{say.text}\n\n{offer}", choices=(*say.choices, *choices))


def answer_after_move(chat: Chat[Desk], said: Answer) -> Reply:
    """Words that nothing recognised: an answer to what was taken away gets no other answer than that."""
    if MOVED not in chat.memory:
        return answer_citizen(chat, said)
    return aside(chat, said.text) or _moved(chat, chat.memory.pop(MOVED))


def _moved(chat: Chat[Desk], moved: dict[str, Any]) -> Say:
    return Say(
        _(
            "What was open here, {what}, has moved to {channel}; please go on there.",
            what=_named(moved["flow"], moved["code"]),
            channel=channel_name(chat.desk.ward, moved["to"]),
        )
    )


def _continue(chat: Chat[Desk], _answer: Answer) -> Reply:
    assert chat.desk.officer is not None
    draft = take_up(chat.desk.session, chat.desk.officer.person_id, chat.address, MOVES, chat.now)
    if draft is None:
        return Say(_("Nothing is open on another of your channels."))
    chat.memory.pop(OFFERED, None)
    channel = channel_name(chat.desk.ward, draft.address.channel)
    first = Say(_("Begun on {channel}, it goes on here.", channel=channel))
    nothing_yet = "item" not in chat.data and not chat.data.get("files")
    return Start(draft.flow, draft.data, draft.step, (first,), afresh=nothing_yet, trail=draft.trail)


def _leave(chat: Chat[Desk], _answer: Answer) -> Say:
    return Say(_("It stays where it is. To go on with it here later, type “continue”."))


def _what(draft: Draft) -> str:
    return _named(draft.flow, draft.code)


def _named(flow: str, code: object) -> str:
    if flow != PROGRESS:
        return _("a question")
    return _("a report on task {code}", code=code) if code else _("a report")


def _signed_in(chat: Chat[Desk]) -> bool:
    return chat.desk.officer is not None


PART: Part[Desk] = Part(
    commands=(
        Command("/continue", _continue, ("lam tiep", "lam tiep o day", "tiep tuc", "continue"), _signed_in),
        Command("/leave", _leave, ("de do",), _signed_in),
    ),
)
