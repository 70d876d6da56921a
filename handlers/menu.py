"""What somebody can do here: the commands they may use, and one or two lines on what can be typed."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.conversation.messages import Choice, Say
from bot.conversation.router import Command
from bot.conversation.steps import Chat
from bot.services.desk import Desk
from bot.texts import _
from storage.vocabulary import Role
from storage.ward import is_empty

MOST = 6


def menu(commands: Sequence[Command[Desk]]) -> Callable[[Chat[Desk]], Say]:
    """The help of a house with these commands: at most six choices, an officer's own first."""

    def show_menu(chat: Chat[Desk]) -> Say:
        allowed = [command for command in commands if command.label and command.allowed(chat)]
        anybody = replace(chat, desk=replace(chat.desk, officer=None))
        own = [command for command in allowed if not command.allowed(anybody)]
        others = [command for command in allowed if command not in own]
        choices = tuple(Choice(command.name, _(command.label)) for command in [*own, *others][:MOST])
        return Say(_what_to_type(chat.desk), choices)

    return show_menu


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
