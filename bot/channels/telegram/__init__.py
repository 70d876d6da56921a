"""Telegram: connected where its token is set; only then is its library loaded."""

from bot.channels.port import Connection
from bot.channels.surroundings import Surroundings


def connect(around: Surroundings) -> Connection | None:
    """The bot whose token the operator set, or None."""
    token = around.settings.channels.telegram_token
    if token is None:
        return None
    from bot.channels.telegram.connection import connection

    return connection(around, token.get_secret_value())
