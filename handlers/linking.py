"""Linking another channel without asking the office: a short-lived code for oneself, and where to use it."""

from collections.abc import Iterable

from bot.conversation.answers import plain
from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat
from bot.services.desk import Desk
from bot.services.invites import Entrance, entrance, link_code
from bot.services.roles import channel_name, channels_of
from bot.texts import N_, _, clock_time
from storage.people import list_identities

MOST = 6
_ASKED = ("ket noi", "lien ket", "them kenh", "noi voi", "link", "connect")


def link_channel(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/link` lists what can be linked, `/link CHANNEL` gives a code for it."""
    channel = answer.text.strip()
    if channel in channels_of(chat.desk.ward):
        return _give_code(chat, channel)
    return _offer(chat, unlinked(chat))


def unlinked(chat: Chat[Desk]) -> list[str]:
    """The channels that are set up and on which this officer cannot be reached yet."""
    assert chat.desk.officer is not None
    linked = {each.channel for each in list_identities(chat.desk.session, chat.desk.officer.person_id)}
    return [channel for channel in channels_of(chat.desk.ward) if channel not in linked]


def names(chat: Chat[Desk], channels: Iterable[str]) -> str:
    """What these channels are called, in a row."""
    return ", ".join(channel_name(chat.desk.ward, channel) for channel in channels)


def _offer(chat: Chat[Desk], channels: list[str]) -> Say:
    if not channels:
        return Say(
            _("Every channel of the ward is linked to you already."), (Choice("/channels", _("My channels")),)
        )
    choices = [Choice(f"/link {name}", channel_name(chat.desk.ward, name)) for name in channels[:MOST]]
    return Say(_("Which channel shall I link to you? You get a code for it at once."), tuple(choices))


def _give_code(chat: Chat[Desk], channel: str) -> Say:
    desk = chat.desk
    assert desk.officer is not None
    code, expires = link_code(desk.session, desk.officer.seats[0].id, desk.now)
    way = entrance(desk.session, channel, code, desk.ward)
    until = clock_time(expires.astimezone(desk.ward.zone))
    lasts = _("The code works once, until {time}; it is for you alone.", time=until)
    return Say(f"{_what_to_do(chat, way, code)}\n{lasts}", link=way.link or None)


def _what_to_do(chat: Chat[Desk], way: Entrance, code: str) -> str:
    values = {"channel": channel_name(chat.desk.ward, way.channel), "code": code}
    if way.carries:
        return _("Open this link on {channel} and confirm your name. If it asks for a code: {code}", **values)
    if way.link:
        return _("Open {channel} by this link, then type there: {code}", **values)
    return _("Open our chat on {channel}, then type there: {code}", **values)


def _recognise(chat: Chat[Desk], text: str) -> Reply | None:
    """“Ket noi” and the name of a channel, as people call it."""
    if chat.desk.officer is None:
        return None
    said = plain(text)
    wanted = next((said.removeprefix(f"{verb} ") for verb in _ASKED if said.startswith(f"{verb} ")), "")
    if not wanted:
        return None
    ward = chat.desk.ward
    named = [
        name for name in channels_of(ward) if f"{plain(channel_name(ward, name))} ".startswith(f"{wanted} ")
    ]
    if not named:
        return None
    return _give_code(chat, named[0]) if len(named) == 1 else _offer(chat, named)


PART: Part[Desk] = Part(
    commands=(
        Command(
            "/link",
            link_channel,
            ("them kenh", "lien ket", "lien ket kenh", "ket noi", "ket noi kenh", "link", "add a channel"),
            lambda chat: chat.desk.officer is not None,
            N_("Link another channel"),
        ),
    ),
    recognisers=(_recognise,),
)
