"""What a Telegram update says: a message, a pressed button, somebody who came or left, or nothing to us."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, User

from bot.channels.port import Raw
from bot.channels.telegram.files import attachments
from bot.channels.telegram.groups import own_command, said_to_us
from bot.channels.telegram.raw import emoji_in, holds_what_we_cannot_read, read_update
from bot.channels.telegram.who import NAME, Who
from bot.clock import Clock
from bot.conversation.messages import Address, Event, Happened, Happening, Incoming

log = structlog.get_logger()
UNREADABLE = "/unreadable"
_GROUPS = {Chat.GROUP, Chat.SUPERGROUP}


@dataclass(frozen=True)
class Updates:
    """Reads updates for `who`; files of more than `most` bytes cannot be fetched."""

    who: Who
    clock: Clock
    most: int

    def read(self, raw: Raw) -> Sequence[Event]:
        """The event in one update; one that means nothing to us, or is misshapen, is none."""
        try:
            event = self._event(raw)
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError) as error:
            log.warning("telegram_update_unreadable", error=type(error).__name__)
            return ()
        return () if event is None else (event,)

    def _event(self, raw: Raw) -> Event | None:
        update, number = read_update(raw), str(int(str(raw["update_id"])))
        if update.message is not None:
            return self._message(raw, number, update.message)
        if update.callback_query is not None:
            return self._press(number, update.callback_query)
        if update.my_chat_member is not None:
            return self._moved(number, update.my_chat_member)
        return None

    def _message(self, raw: Raw, number: str, message: Message) -> Incoming | None:
        if not _is_somebody(message.from_user) or message.sender_chat is not None:
            return None
        group = message.chat.type in _GROUPS
        if not group and message.chat.type != Chat.PRIVATE:
            return None
        text = said_to_us(message, self.who) if group else message.text or message.caption or ""
        text = own_command(text, self.who, group=group) if text is not None else None
        if text is None:
            return None
        files = attachments(message, self.most)
        text = (text or emoji_in(raw)).strip()
        pressed = UNREADABLE if not (text or files) and holds_what_we_cannot_read(raw) else None
        if not (text or files or pressed) and not (group and message.text):
            return None
        return Incoming(
            number,
            _address(message.chat),
            message.date or self.clock(),
            text,
            pressed,
            files,
            str(message.media_group_id or ""),
            group,
        )

    def _press(self, number: str, press: CallbackQuery) -> Incoming | None:
        if press.message is None or not press.data or not _is_somebody(press.from_user):
            return None
        chat = press.message.chat
        if chat.type not in {*_GROUPS, Chat.PRIVATE}:
            return None
        return Incoming(number, _address(chat), self.clock(), "", str(press.data), group=chat.type in _GROUPS)

    def _moved(self, number: str, change: ChatMemberUpdated) -> Happened | None:
        """We were blocked or put out of a group, or let in again; other changes are none of ours."""
        if change.chat.type not in {*_GROUPS, Chat.PRIVATE}:
            return None
        was = change.old_chat_member.status != ChatMember.LEFT
        is_now = change.new_chat_member.status != ChatMember.LEFT
        if was == is_now:
            return None
        what = Happening.CAME if is_now else Happening.LEFT
        return Happened(number, _address(change.chat), change.date or self.clock(), what)


def _address(chat: Chat) -> Address:
    return Address(NAME, str(int(chat.id)))


def _is_somebody(user: User | None) -> bool:
    """Whether a person stands behind it: no bot, no channel, no account that was deleted meanwhile."""
    return user is not None and not user.is_bot and bool(user.first_name)
