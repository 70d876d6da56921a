"""Which vendors there are: each file connects itself where the operator has set its token."""

from collections.abc import Callable
from typing import TypeAlias

from bot.channels import telegram, zalo_bot, zalo_oa
from bot.channels.port import Connection
from bot.channels.surroundings import Surroundings

Connect: TypeAlias = Callable[[Surroundings], Connection | None]

VENDORS: tuple[Connect, ...] = (
    telegram.connect,
    zalo_bot.connect,
    zalo_oa.connect,
)


def connections(around: Surroundings) -> dict[str, Connection]:
    """The channels that are set up, by name."""
    found = (connect(around) for connect in VENDORS)
    return {one.channel.name: one for one in found if one is not None}
