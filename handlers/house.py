"""Every conversation of the house, and where words go that belong to none of them."""

from bot.conversation.router import Part, Router
from bot.services.desk import Desk
from handlers import (
    board,
    citizen,
    deadlines,
    history,
    nudges,
    preferences,
    privacy,
    progress,
    sign_in,
    subscriptions,
)
from handlers.menu import menu
from handlers.uploads import sort_files

# The order is the menu's, and that in which words out of the blue are tried.
PARTS: tuple[Part[Desk], ...] = (
    progress.PART,
    nudges.PART,
    board.PART,
    deadlines.PART,
    history.PART,
    citizen.PART,
    subscriptions.PART,
    preferences.PART,
    privacy.PART,
)


def assemble(parts: tuple[Part[Desk], ...]) -> Router[Desk]:
    """The router of a house with these conversations, and with the door: signing in and out."""
    show_menu = menu([command for part in parts for command in part.commands])
    whole = (sign_in.part(show_menu), *parts)
    return Router(
        flows={flow.name: flow for part in whole for flow in part.flows},
        commands=[command for part in whole for command in part.commands],
        fallback=citizen.answer_citizen,
        help=show_menu,
        files=sort_files,
        recognisers=[recognise for part in whole for recognise in part.recognisers],
        aside=[recognise for part in whole for recognise in part.aside],
    )


ROUTER = assemble(PARTS)
