"""Every conversation of the house, and where words go that belong to none of them."""

from collections.abc import Collection, Sequence

from bot.conversation.router import Command, Part, Router
from bot.services.desk import Desk
from bot.texts import _, speaking
from handlers import (
    account,
    answering,
    attachments,
    blocking,
    board,
    calendar,
    calls,
    citizen,
    conclusions,
    deadlines,
    done,
    duties,
    elsewhere,
    extensions,
    handing_answers,
    handing_over,
    history,
    ladder,
    leader_decisions,
    leave,
    linking,
    nudges,
    office_hours,
    phone,
    preferences,
    preview,
    privacy,
    progress,
    progress_passing,
    sign_in,
    snapshots,
    spending,
    subscriptions,
)
from handlers.groups import group_router
from handlers.menu import HELP, for_roles, menu, more
from handlers.uploads import sort_files
from storage.vocabulary import Role

# The order is the menu's, and that in which words out of the blue are tried.
PARTS: tuple[Part[Desk], ...] = (
    progress.PART,
    attachments.PART,
    nudges.PART,
    answering.PART,
    extensions.PART,
    leader_decisions.PART,
    board.PART,
    account.PART,
    blocking.PART,
    calls.PART,
    spending.PART,
    deadlines.PART,
    snapshots.PART,
    done.PART,
    conclusions.PART,
    duties.PART,
    calendar.PART,
    office_hours.PART,
    ladder.PART,
    history.PART,
    preview.PART,
    handing_over.PART,
    handing_answers.PART,
    leave.PART,
    progress_passing.PART,
    elsewhere.PART,
    citizen.PART,
    subscriptions.PART,
    preferences.PART,
    linking.PART,
    phone.PART,
    privacy.PART,
)


def assemble(parts: tuple[Part[Desk], ...]) -> Router[Desk]:
    """The router of a house with these conversations, and with the door: signing in and out."""
    commands = [command for part in parts for command in part.commands]
    show_menu = menu(commands)
    whole = (sign_in.part(show_menu), *parts, Part(commands=(more(commands),)))
    return Router(
        flows={flow.name: flow for part in whole for flow in part.flows},
        commands=[command for part in whole for command in part.commands],
        fallback=elsewhere.answer_after_move,
        help=show_menu,
        files=sort_files,
        recognisers=[recognise for part in whole for recognise in part.recognisers],
        aside=[recognise for part in whole for recognise in part.aside],
        afterword=elsewhere.mention_elsewhere,
    )


def menus(locale: str, roles: Collection[Role]) -> Sequence[tuple[str, str]]:
    """The commands people with exactly these roles may use, each with what it does; their own come first."""
    with speaking(locale):
        own: Sequence[Command[Desk]] = for_roles(ROUTER.commands, locale, roles)
        return [*((command.name, _(command.label)) for command in own), ("/help", _(HELP))]


ROUTER = assemble(PARTS)
GROUP_ROUTER = group_router()
