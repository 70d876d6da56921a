"""The Zalo Bot Platform: plain words and pictures, choices as numbers, heard by polling or by webhook."""

import asyncio
import hashlib
import hmac
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import structlog

from bot.channels.links import FileLinks
from bot.channels.outside import Outside, is_loopback
from bot.channels.port import Capabilities, Connection, Forged, Menus, Part, Raw, Receipt
from bot.channels.render import split
from bot.channels.surroundings import Surroundings
from bot.channels.zalo_bot.checks import examine
from bot.channels.zalo_bot.client import BAD_REQUEST, IDLE, NOT_FOUND, Client, line_refused, send_refused
from bot.channels.zalo_bot.updates import NAME, Reader, updates_in
from bot.conversation.messages import Address, Document, Event, Incoming
from bot.errors import BadInput, ChannelError, Refusal

log = structlog.get_logger()
LABEL, PATH, HEADER = "Zalo", "/zalo/bot", "X-Bot-Api-Secret-Token"
WAIT, LEEWAY = 30, 10.0
TOO_SOON, BREATH = 0.05, 0.5
PICTURES = ("image/jpeg", "image/png")
_CAN = Capabilities(
    text_limit=2_000,
    unit="utf16",
    buttons=0,
    files=PICTURES,
    files_apart=True,
    receives_files=False,
    per_second=10,
    per_month=3_000,
    most_chats=50,
)


def connect(around: Surroundings) -> Connection | None:
    """The line to the bot, where its token is set."""
    settings, key = around.settings, around.settings.channels
    if key.zalo_bot_token is None:
        return None
    client = Client(around.http, key.zalo_bot_api, key.zalo_bot_token.get_secret_value())
    outside = Outside(around.http, at_home=is_loopback(key.zalo_bot_api))
    # The vendor fetches pictures from us; where it cannot come, they are named with a link instead.
    can = _CAN if settings.is_callable else replace(_CAN, files=())
    channel = ZaloBot(client, around.links, Reader(around.clock, settings.zone), can)
    secret = _secret(around)
    by_hook = key.zalo_bot_mode == "webhook"
    hook_url = f"{settings.public_url}{PATH}" if by_hook else ""
    return Connection(
        channel,
        LABEL,
        partial(_begin, client, hook_url, secret),
        fetch=outside.fetch,
        examine=partial(examine, client, hook_url),
        sign_in=sign_in,
        polled=None if by_hook else Poll(client),
        hook=Hook(secret) if by_hook else None,
        courtesy=channel.typing,
        chores=(partial(_still_ours, client),) if by_hook else (),
    )


def sign_in(facts: Mapping[str, str], _code: str) -> str:
    """The chat with the bot; the vendor knows no link that carries a code (November 2026)."""
    account = facts.get("account", "")
    return f"https://zalo.me/{account}" if account else ""


@dataclass(frozen=True)
class ZaloBot:
    """Sends plain text only: marks that people type must arrive as they typed them."""

    client: Client
    links: FileLinks
    reader: Reader
    capabilities: Capabilities
    name: str = NAME

    def receive(self, raw: Raw) -> Sequence[Event]:
        return [event for update in updates_in(raw) for event in self.reader.events(update)]

    async def send(self, address: Address, part: Part) -> Receipt:
        receipt = None
        for file in part.files:
            receipt = await self._show(address, file)
        text = unicodedata.normalize("NFC", part.text)
        if text or receipt is None:
            # Few signs grow when composed; cut again where they made a full message too long.
            for piece in split(text, self.capabilities.text_limit, self.capabilities.unit):
                receipt = await self._deliver("sendMessage", address, text=piece)
        assert receipt is not None
        return receipt

    async def typing(self, raw: Raw) -> None:
        """Show that an answer is on its way."""
        for event in self.receive(raw):
            if isinstance(event, Incoming):
                await self._deliver("sendChatAction", event.address, action="typing")

    async def _show(self, address: Address, file: Document) -> Receipt:
        """A picture; one the vendor will not take is named with its link."""
        link = self.links.to(file)
        try:
            return await self._deliver("sendPhoto", address, photo=link)
        except ChannelError as error:
            if error.refusal is not Refusal.REJECTED:
                raise
            return await self._deliver("sendMessage", address, text=f"📎 {file.name} {link}")

    async def _deliver(self, method: str, address: Address, **what: str) -> Receipt:
        reply = await self.client.ask(method, {"chat_id": address.chat, **what})
        if not reply.is_ok:
            raise send_refused(reply)
        return Receipt(str(reply.about.get("message_id", "")))


@dataclass(frozen=True)
class Poll:
    """One update an answer, gone once it is given: there is nothing to confirm."""

    client: Client
    confirms: bool = False

    async def poll(self) -> Sequence[Raw]:
        asked_at = asyncio.get_running_loop().time()
        reply = await self.client.ask("getUpdates", {"timeout": WAIT}, patience=WAIT + LEEWAY)
        if reply.code == BAD_REQUEST:
            # Refused while a webhook is set; somebody set one since we began.
            await _drop_webhook(self.client)
        if not reply.is_ok and reply.code != IDLE:
            raise line_refused(reply)
        found = updates_in(reply.about or reply.result)
        if not found and asyncio.get_running_loop().time() - asked_at < TOO_SOON:
            # A vendor that does not wait must not be asked without end.
            await asyncio.sleep(BREATH)
        return found


@dataclass(frozen=True)
class Hook:
    """Calls carry the secret we gave the vendor; one of its probes carries nothing."""

    secret: str
    path: str = PATH

    @property
    def pages(self) -> Mapping[str, str]:
        return {}

    def read(self, headers: Mapping[str, str], body: bytes) -> Sequence[Raw]:
        given = headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self.secret.encode()):
            if not body.strip() or "Content-Type" not in headers:
                return ()
            raise Forged
        if not body.strip():
            return ()
        try:
            return updates_in(json.loads(body))
        except (ValueError, RecursionError) as error:
            raise BadInput("What came cannot be read.") from error


def _secret(around: Surroundings) -> str:
    chosen = around.settings.channels.zalo_bot_secret
    if chosen is not None:
        return chosen.get_secret_value()
    return hmac.new(around.key, b"zalo-bot-webhook", hashlib.sha256).hexdigest()


async def _begin(client: Client, hook_url: str, secret: str, _menus: Menus) -> dict[str, str]:
    me = await client.ask("getMe")
    if not me.is_ok:
        raise line_refused(me)
    if hook_url:
        await _set_webhook(client, hook_url, secret)
    else:
        await _drop_webhook(client)
    account = str(me.about.get("account_name", ""))
    name = str(me.about.get("display_name") or account)
    return {"id": str(me.about.get("id", "")), "name": name, "account": account}


async def _still_ours(client: Client) -> None:
    """Raises ChannelError REJECTED where the token works no more; who does not poll would not notice."""
    me = await client.ask("getMe")
    if not me.is_ok:
        raise line_refused(me)


async def _set_webhook(client: Client, url: str, secret: str) -> None:
    """The vendor keeps the address even where it could not call it: that may mend itself, so go on."""
    reply = await client.ask("setWebhook", {"url": url, "secret_token": secret})
    if not reply.is_ok:
        error = line_refused(reply)
        refused = error.refusal is Refusal.REJECTED and reply.code != 401
        raise ChannelError(Refusal.TEMPORARY, str(reply.code)) if refused else error
    verified = reply.about.get("verification")
    if isinstance(verified, dict) and verified.get("ok") is not True:
        log.warning("webhook_not_verified", channel=NAME, outcome=str(verified.get("outcome"))[:50])


async def _drop_webhook(client: Client) -> None:
    """Polling needs that none is set; that none was is as good."""
    reply = await client.ask("deleteWebhook")
    if not reply.is_ok and reply.code not in {BAD_REQUEST, NOT_FOUND}:
        raise line_refused(reply)
