"""What the bot server's refusals mean for us."""

from collections.abc import Iterator
from contextlib import contextmanager

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.request import Failed
from bot.errors import ChannelError, Refusal

# Wordings of the bot server, as of November 2026, for an address that leads nowhere any more.
_NOWHERE = ("chat not found", "user not found", "peer_id_invalid", "chat_id_invalid", "chat was deleted")


@contextmanager
def told_as_ours(*but: type[TelegramError], message: bool = False) -> Iterator[None]:
    """Raise every failure of the library as a ChannelError; those of a kind in `but` are left as they are.

    While a `message` is sent, a refused token is no fault of the message's: it waits until the token is
    mended. In every other call it is the token that is refused, and what makes no sense may be tried again.
    """
    try:
        yield
    except but:
        raise
    except TelegramError as error:
        raise _as_ours(error, message) from None
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # The answer is JSON of a shape that the library cannot read.
        raise ChannelError(Refusal.UNCERTAIN, type(error).__name__) from None


def _as_ours(error: TelegramError, message: bool) -> ChannelError:
    match error:
        case Failed():
            return ChannelError(error.refusal, error.message, after=error.after)
        case ChatMigrated():
            return ChannelError(Refusal.MOVED, to=str(error.new_chat_id))
        case InvalidToken():
            return ChannelError(Refusal.TEMPORARY if message else Refusal.REJECTED, "token")
        case Forbidden():
            return ChannelError(Refusal.GONE, error.message)
        case BadRequest() if not message:
            return ChannelError(Refusal.TEMPORARY, error.message)
        case BadRequest() if any(words in error.message.lower() for words in _NOWHERE):
            return ChannelError(Refusal.GONE, error.message)
        case BadRequest():
            return ChannelError(Refusal.REJECTED, error.message)
        case _:
            return ChannelError(Refusal.TEMPORARY, type(error).__name__)
