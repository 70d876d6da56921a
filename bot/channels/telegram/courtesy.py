"""What people expect to see at once: that a press was taken, what was chosen, that somebody writes."""

from contextlib import suppress
from dataclasses import dataclass, field

from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ChatAction
from telegram.error import BadRequest

from bot.channels.port import Raw
from bot.channels.telegram.errors import told_as_ours
from bot.channels.telegram.raw import read_update
from bot.channels.telegram.updates import Updates
from bot.conversation.messages import Incoming

LONGEST_TEXT = 4096


@dataclass(frozen=True)
class Courtesy:
    """Called once an update is kept; all of it may fail and costs nothing but the courtesy."""

    bot: Bot = field(repr=False)
    updates: Updates

    async def __call__(self, raw: Raw) -> None:
        events = [event for event in self.updates.read(raw) if isinstance(event, Incoming)]
        if not events:
            return
        press = read_update(raw).callback_query
        with told_as_ours(message=True):
            if press is None:
                await self.bot.send_chat_action(events[0].address.chat, ChatAction.TYPING)
            else:
                await self._close(press)

    async def _close(self, press: CallbackQuery) -> None:
        """Stop the button's clock, and leave of its menu only what was chosen."""
        # Answered before, or too late to be answered: the menu is closed all the same.
        with suppress(BadRequest):
            await self.bot.answer_callback_query(press.id)
        message = press.message
        if not isinstance(message, Message) or message.reply_markup is None:
            return
        chosen = _label(message.reply_markup, press.data)
        text = f"{message.text}\n\n→ {chosen}" if message.text and chosen else ""
        # Pressed twice, or too old to be edited.
        with suppress(BadRequest):
            if text and len(text.encode("utf-16-le")) <= 2 * LONGEST_TEXT:
                await self.bot.edit_message_text(
                    text,
                    chat_id=message.chat.id,
                    message_id=message.message_id,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
            else:
                await self.bot.edit_message_reply_markup(message.chat.id, message.message_id)


def _label(keyboard: InlineKeyboardMarkup, data: str | None) -> str:
    """What the pressed button says."""
    buttons = (button for row in keyboard.inline_keyboard for button in row)
    return next((button.text for button in buttons if button.callback_data == data), "")
