"""Zalo's official account: what it can carry, and its parts put together."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from bot.channels.links import FileLinks
from bot.channels.outside import Outside, is_loopback
from bot.channels.port import Capabilities, Connection, Menus, Part, Raw, Receipt
from bot.channels.surroundings import Surroundings
from bot.channels.zalo_oa.client import Client
from bot.channels.zalo_oa.echo import Echoes
from bot.channels.zalo_oa.errors import EXPIRED_UPLOAD
from bot.channels.zalo_oa.events import events_in
from bot.channels.zalo_oa.examine import examine
from bot.channels.zalo_oa.form import Form
from bot.channels.zalo_oa.hook import Hook, verifier_page
from bot.channels.zalo_oa.messages import Body, file_message, picture_message, text_message
from bot.channels.zalo_oa.tokens import NAME, Tokens
from bot.channels.zalo_oa.uploads import DOCUMENTS, PICTURES, Uploads
from bot.channels.zalo_oa.zns import Templates
from bot.clock import Clock
from bot.conversation.messages import SHARE_PHONE, Address, Document, Event
from bot.errors import ChannelError, Refusal

LABEL = "Zalo OA"
SEND = "/v3.0/oa/message/cs"
CAPABILITIES = Capabilities(
    text_limit=2_000,
    unit="utf16",
    buttons=5,
    label_limit=100,
    value_limit=990,
    files=(*PICTURES, *DOCUMENTS),
    files_apart=True,
    per_second=30,
    free_for=timedelta(hours=48),
    open_for=timedelta(days=7),
    asks_phone=True,
)


@dataclass(frozen=True)
class ZaloOA:
    """The account as a channel."""

    client: Client
    uploads: Uploads
    templates: Templates
    form: Form
    links: FileLinks
    clock: Clock
    capabilities: Capabilities = CAPABILITIES
    echoes: Echoes = field(default_factory=Echoes)
    name: str = NAME

    def receive(self, raw: Raw) -> list[Event]:
        return [event for event in events_in(raw, self.clock()) if not self.echoes.is_echo(event)]

    async def send(self, address: Address, part: Part) -> Receipt:
        """Send a message; where that is not allowed any more and may cost money, by template."""
        with self.echoes.sending(address.chat):
            try:
                return await self._send_part(address, part)
            except ChannelError as error:
                if not part.paid or error.refusal is not Refusal.WINDOW_CLOSED:
                    raise
            return await self.templates.send(address, part)

    async def _send_part(self, address: Address, part: Part) -> Receipt:
        receipt = Receipt("")
        for file in part.files:
            receipt = await self._send_file(address.chat, file)
        form = next((label for value, label in part.buttons if value == SHARE_PHONE), None)
        buttons = [button for button in part.buttons if button[0] != SHARE_PHONE]
        text = part.text or (part.files[-1].name if part.files and buttons else "")
        if (text and form is None) or buttons or not (part.files or part.buttons):
            receipt = await self._send(text_message(address.chat, text, buttons))
        if form is not None:
            message = await asyncio.to_thread(self.form.message, address.chat, form, text)
            receipt = await self._send(message)
        return receipt

    async def _send_file(self, user_id: str, file: Document) -> Receipt:
        """A file as Zalo takes it, or a link to it; what Zalo has dropped meanwhile is left there anew."""
        if not await self.uploads.fits(file):
            return await self._send(text_message(user_id, f"📎 {file.name}\n{self.links.to(file)}"))
        try:
            return await self._send(await self._message(user_id, file))
        except ChannelError as error:
            if str(error.values["detail"]) != str(EXPIRED_UPLOAD):
                raise
        return await self._send(await self._message(user_id, file, again=True))

    async def _message(self, user_id: str, file: Document, *, again: bool = False) -> Body:
        name = await self.uploads.of(file, again=again)
        return picture_message(user_id, name) if file.mime in PICTURES else file_message(user_id, name)

    async def _send(self, message: Body) -> Receipt:
        receipt = Receipt(str((await self.client.send(SEND, message)).get("message_id", "")))
        self.echoes.note(receipt.vendor_id)
        return receipt


def connect(around: Surroundings) -> Connection | None:
    """The official account, where its keys are set."""
    channels = around.settings.channels
    if not channels.zalo_oa_app_id:
        return None
    secrets = (channels.zalo_oa_app_secret, channels.zalo_oa_secret, channels.zalo_oa_refresh_token)
    app_secret, oa_secret, first = (key.get_secret_value() if key is not None else "" for key in secrets)
    tokens = Tokens(
        around.http,
        around.database,
        around.clock,
        channels.zalo_oauth_api,
        channels.zalo_oa_app_id,
        app_secret,
        first,
    )
    client = Client(around.http, tokens, around.clock, channels.zalo_oa_api, channels.zns_api, app_secret)
    templates = Templates(client, around.database, channels.zns_template_reminder)
    uploads = Uploads(client, around.files, around.clock)
    can = replace(
        CAPABILITIES,
        price=channels.zalo_oa_price,
        budget=channels.zalo_oa_budget,
        template=bool(templates.template_id),
    )
    channel = ZaloOA(
        client, uploads, templates, Form(around.files, around.links), around.links, around.clock, can
    )
    hook = Hook(
        channels.zalo_oa_app_id, oa_secret, around.clock, pages=verifier_page(channels.zalo_oa_verifier)
    )
    return Connection(
        channel,
        LABEL,
        partial(_begin, client),
        fetch=Outside(around.http, at_home=is_loopback(channels.zalo_oa_api)).fetch,
        examine=partial(examine, client, templates, f"{around.settings.address}{hook.path}"),
        sign_in=sign_in,
        hook=hook,
        chores=(partial(_look_after, client),),
    )


def sign_in(facts: Mapping[str, str], _code: str) -> str:
    """The page of the account; Zalo carries no code to it, so that has to be typed."""
    return f"https://zalo.me/{facts['id']}" if facts.get("id") else ""


async def _begin(client: Client, _menus: Menus) -> dict[str, str]:
    """Who we are there; raises ChannelError REJECTED where only a person can help."""
    await client.tokens.keep_fresh()
    try:
        told = await client.get("/v2.0/oa/getoa")
    except ChannelError as error:
        if client.trouble is None:
            raise
        raise ChannelError(Refusal.REJECTED, str(error.values["detail"])) from None
    return {
        "id": str(told.get("oa_id") or told.get("oaid") or ""),
        "name": str(told.get("name") or ""),
        "verified": "yes" if told.get("is_verified") else "no",
        "package": str(told.get("package_name") or ""),
    }


async def _look_after(client: Client) -> None:
    """Renew the tokens in time; raises ChannelError REJECTED where the account needs somebody."""
    await client.tokens.keep_fresh()
    if client.trouble is not None:
        raise ChannelError(Refusal.REJECTED, str(client.trouble))
