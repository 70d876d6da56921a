"""Every conversation of the house, and where words go that belong to none of them."""

from bot.conversation.router import Part, Router
from bot.services.desk import Desk

PARTS: tuple[Part[Desk], ...] = ()
