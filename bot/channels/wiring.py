"""Which vendors there are: each file connects itself where the operator has set its token."""

from collections.abc import Callable
from typing import TypeAlias

from bot.channels.port import Connection
from bot.channels.surroundings import Surroundings
from bot.channels.telegram import connect as telegram
from bot.channels.zalo_bot.channel import connect as zalo_bot
from bot.channels.zalo_oa.channel import connect as zalo_oa

Connect: TypeAlias = Callable[[Surroundings], Connection | None]

VENDORS: tuple[Connect, ...] = (telegram, zalo_bot, zalo_oa)


def connections(around: Surroundings) -> dict[str, Connection]:
    """The channels that are set up, by name."""
    found = (connect(around) for connect in VENDORS)
    return {one.channel.name: one for one in found if one is not None}
