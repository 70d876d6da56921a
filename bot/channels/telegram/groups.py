"""In a group we hear only what is meant for us: our name, an answer to us, a command of ours."""

import re
from collections.abc import Sequence

from telegram import Message, MessageEntity

from bot.channels.telegram.who import Who

_COMMAND = re.compile(r"(/\w{1,64})(?:@(\w+))?(?=\s|$)")


def own_command(text: str, who: Who, *, group: bool) -> str | None:
    """The text without the name that a command was sent to; None where it was sent to another bot."""
    found = _COMMAND.match(text)
    if found is None or found[2] is None:
        return text
    if who.is_called(found[2]) or (not group and not who.username):
        return found[1] + text[found.end() :]
    return None


def is_command(text: str) -> bool:
    return _COMMAND.match(text) is not None


def said_to_us(message: Message, who: Who) -> str | None:
    """What was said to us in a group, our name taken out; None where it was said to others."""
    text = message.text or message.caption or ""
    named = [one for one in (*message.entities, *message.caption_entities) if _is_us(one, text, who)]
    if named:
        return _without(text, named)
    answered = message.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == who.id:
        return text
    return text if is_command(text) else None


def _is_us(entity: MessageEntity, text: str, who: Who) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == who.id
    return entity.type == MessageEntity.MENTION and who.is_called(_part(text, entity).removeprefix("@"))


def _part(text: str, entity: MessageEntity) -> str:
    """What an entity covers; its place is counted in UTF-16 units."""
    wide = text.encode("utf-16-le", "surrogatepass")
    covered = wide[2 * entity.offset : 2 * (entity.offset + entity.length)]
    return covered.decode("utf-16-le", "replace")


def _without(text: str, entities: Sequence[MessageEntity]) -> str:
    wide = text.encode("utf-16-le", "surrogatepass")
    for entity in sorted(entities, key=lambda one: -one.offset):
        wide = wide[: 2 * entity.offset] + wide[2 * (entity.offset + entity.length) :]
    left = wide.decode("utf-16-le", "replace")
    return re.sub(r"[ \t]{2,}", " ", left).strip(" \t\n,:")
