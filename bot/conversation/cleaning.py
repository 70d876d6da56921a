"""What people and vendors write, made fit to be kept: every database takes it, and no sign is half a sign."""

from dataclasses import replace

from bot.conversation.messages import Address, Attachment, Event, Happened


def is_control(sign: str) -> bool:
    return ord(sign) < 32 or ord(sign) == 127


def clean(text: str) -> str:
    """Text that every database keeps: no lone surrogates, no control characters but tab and line break."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(sign for sign in whole if sign in "\n\t" or not is_control(sign)).strip()


def cleaned(event: Event) -> Event:
    """The same event, every word in it clean."""
    address = Address(event.address.channel, clean(event.address.chat))
    if isinstance(event, Happened):
        return replace(event, id=clean(event.id), address=address, about=clean(event.about))
    return replace(
        event,
        id=clean(event.id),
        address=address,
        text=clean(event.text),
        pressed=None if event.pressed is None else clean(event.pressed),
        files=tuple(_cleaned_file(file) for file in event.files),
        album=clean(event.album),
    )


def _cleaned_file(file: Attachment) -> Attachment:
    return replace(file, name=clean(file.name), mime=clean(file.mime), source=clean(file.source))
