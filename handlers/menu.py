"""What somebody can do here: the commands they may use, and one or two lines on what can be typed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.conversation.messages import Address, Answer, Choice, Say
from bot.conversation.router import Command, Reply
from bot.conversation.steps import Chat
from bot.services.desk import Desk
from bot.services.ward import Ward
from bot.texts import N_, _
from storage.files import FileStore
from storage.people import HeldSeat, Officer
from storage.vocabulary import Role
from storage.ward import is_empty

MOST = 6
MORE = "/menu"
HELP = N_("What can I do here?")


def menu(commands: Sequence[Command[Desk]]) -> Callable[[Chat[Desk]], Say]:
    """The help of a house with these commands: at most six choices, an officer's own first."""

    def show_menu(chat: Chat[Desk]) -> Say:
        return Say(_what_to_type(chat.desk), _page(_allowed(commands, chat), 0))

    return show_menu


def more(commands: Sequence[Command[Desk]]) -> Command[Desk]:
    """The command that shows what the help had no room for: `/menu 5` goes on after the fifth."""

    def show_more(chat: Chat[Desk], answer: Answer) -> Reply:
        said = answer.text.strip()
        after = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0
        choices = _page(_allowed(commands, chat), after)
        return Say(_("What else can be done here:") if choices else _("There is no more."), choices)

    return Command(MORE, show_more)


def _page(allowed: Sequence[Command[Desk]], after: int) -> tuple[Choice, ...]:
    left = allowed[after:]
    shown = left if len(left) <= MOST else left[: MOST - 1]
    rest = [Choice(f"{MORE} {after + len(shown)}", _("Show more"))] if len(left) > len(shown) else []
    return (*(Choice(command.name, _(command.label)) for command in shown), *rest)


def for_roles(commands: Sequence[Command[Desk]], locale: str, roles: Collection[Role]) -> list[Command[Desk]]:
    """The menu of somebody with exactly these roles, whoever they are.

    What people may use follows from their roles: `allowed` finds nobody else and no database here.
    """
    seats = tuple(HeldSeat(0, role, 0, "", "") for role in roles if role is not Role.CITIZEN)
    nobody, now = Address("", ""), datetime.min.replace(tzinfo=UTC)
    ward = Ward(ZoneInfo("UTC"), FileStore(Path()), "", locale)
    with Session() as unbound:
        officer = Officer(0, "", locale, seats) if seats else None
        return _allowed(commands, Chat(Desk(unbound, ward, nobody, now, officer), nobody, now))


def _allowed(commands: Sequence[Command[Desk]], chat: Chat[Desk]) -> list[Command[Desk]]:
    """Those with a label that may be used here, an officer's own first."""
    allowed = [command for command in commands if command.label and command.allowed(chat)]
    anybody = replace(chat, desk=replace(chat.desk, officer=None))
    own = [command for command in allowed if not command.allowed(anybody)]
    return [*own, *(command for command in allowed if command not in own)]


def _what_to_type(desk: Desk) -> str:
    if is_empty(desk.session):
        return _(
            "This assistant has not been set up yet. Next, on its machine:\n"
            "python main.py plan import FILE\n"
            "python main.py people import FILE\n"
            "python main.py invite --role office"
        )
    if desk.has(Role.FOCAL, Role.HEAD):
        return _(
            "Report in one sentence, for example “5.1 xong 80%”, or send a file.\n"
            "“cancel” stops and “back” goes one step back, at any moment."
        )
    if desk.officer is not None:
        return _(
            "Pick one, or say what you need in your own words.\n"
            "“cancel” stops and “back” goes one step back, at any moment."
        )
    return _(
        "Ask in your own words about receptions, dialogues and what came of them, "
        "for example “when is the next dialogue about land”.\n"
        "Officers sign in with a code: type “sign in”."
    )
