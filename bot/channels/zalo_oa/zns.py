"""Paid templates that Zalo has approved: read once, filled from a message, sent by user or phone."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.port import Part, Receipt
from bot.channels.zalo_oa.client import Client, Data
from bot.channels.zalo_oa.errors import NOT_BY_USER
from bot.channels.zalo_oa.tokens import NAME
from bot.conversation.messages import Address
from bot.errors import ChannelError, Refusal
from bot.texts import shorten
from storage.database import Database
from storage.people import find_identity, names_of

WORDS = ("noi_dung", "content", "message", "thong_bao", "viec")
PERSON = ("ten", "ho_ten", "name", "customer_name", "can_bo")
DAY = ("ngay", "date", "han", "han_chot", "due_date", "thoi_han")
_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
SENDABLE = "ENABLE"


@dataclass(frozen=True)
class Slot:
    """A parameter of a template, as Zalo lists it."""

    name: str
    required: bool = True
    longest: int = 0


@dataclass(frozen=True)
class Known:
    """What we can say in a template about one message."""

    words: str
    person: str = ""

    def fitting(self, slot: Slot) -> str:
        """What belongs in this parameter, "" where we do not know."""
        name = slot.name.lower()
        if name in WORDS:
            first = next((line for line in self.words.splitlines() if line.strip()), "")
            return shorten(first, slot.longest) if slot.longest else " ".join(first.split())
        if name in PERSON:
            return self.person
        if name in DAY and (found := _DATE.search(self.words)):
            day, month, year = found.groups()
            return f"{int(day):02d}/{int(month):02d}/{year}"
        return ""


def fill(slots: Sequence[Slot], known: Known) -> dict[str, str]:
    """The template's parameters; raises ChannelError REJECTED where one is missing or does not fit."""
    filled = {}
    for slot in slots:
        value = unicodedata.normalize("NFC", known.fitting(slot))
        if not value and slot.required:
            raise ChannelError(Refusal.REJECTED, f"template parameter {slot.name} is not known")
        if slot.longest and len(value) > slot.longest:
            raise ChannelError(Refusal.REJECTED, f"template parameter {slot.name} is too long")
        if value:
            filled[slot.name] = value
    return filled


def slots_in(info: Data) -> list[Slot]:
    """The parameters in what Zalo tells of a template."""
    listed = info.get("listParams")
    params = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    return [
        Slot(str(one.get("name", "")), one.get("require") is not False, _number(one.get("maxLength")))
        for one in params
    ]


def unfilled(slots: Sequence[Slot]) -> list[str]:
    """The parameters that are required and that we never know."""
    return [slot.name for slot in slots if slot.required and slot.name.lower() not in (*WORDS, *PERSON, *DAY)]


@dataclass
class Templates:
    """The one template for reminders; `template_id` is "" where none has been set."""

    client: Client
    database: Database
    template_id: str
    _slots: Sequence[Slot] | None = None

    async def send(self, address: Address, part: Part) -> Receipt:
        """Send the point of a message by template; what follows its first part goes without saying."""
        if not self.template_id:
            raise ChannelError(Refusal.WINDOW_CLOSED, "no template")
        if not part.text:
            raise ChannelError(Refusal.REJECTED, "a template carries no file")
        if part.number:
            return Receipt("")
        name, phone = await self.database.read(_who(address))
        filled = fill(await self._known_slots(), Known(part.text, name))
        body: Data = {"template_id": self.template_id, "template_data": filled}
        try:
            data = await self.client.send("/v3.0/oa/message/template", {"user_id": address.chat, **body})
            return Receipt(str(data.get("message_id", "")))
        except ChannelError as error:
            if not phone or str(error.values["detail"]) not in {str(code) for code in NOT_BY_USER}:
                raise
        data = await self.client.send_zns({"phone": phone, **body, "tracking_id": f"{part.id}.{part.number}"})
        return Receipt(str(data.get("msg_id", "")))

    async def info(self) -> Data:
        """What Zalo tells of the template."""
        return await self.client.get_zns("/template/info/v2", {"template_id": self.template_id})

    async def _known_slots(self) -> Sequence[Slot]:
        if self._slots is None:
            try:
                self._slots = slots_in(await self.info())
            except ChannelError as error:
                # Nothing has been sent yet.
                if error.refusal is Refusal.UNCERTAIN:
                    raise ChannelError(Refusal.TEMPORARY, "template info") from None
                raise
        return self._slots


def _who(address: Address) -> Callable[[Any], tuple[str, str]]:
    """The name and the phone number of whoever is at this address, as far as they are known."""

    def read(session: Any) -> tuple[str, str]:
        identity = find_identity(session, NAME, address.chat)
        if identity is None:
            return "", ""
        return names_of(session, [identity.person_id]).get(identity.person_id, ""), identity.phone or ""

    return read


def _number(value: object) -> int:
    text = str(value)
    return int(text) if text.isdecimal() else 0
