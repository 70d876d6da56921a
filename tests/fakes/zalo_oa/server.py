"""Zalo's official account on loopback, with the people who write to it."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from aiohttp import web

from bot.clock import utc_now
from bot.settings_channels import ChannelSettings
from tests.fakes.vendor import Fault, Forgetful, Sent
from tests.fakes.zalo_oa.api import PICTURES, Api
from tests.fakes.zalo_oa.calls import Caller
from tests.fakes.zalo_oa.world import Left, World

_NUMBERED = re.compile(r"^(\d+|[a-z])\. (.+)$", re.MULTILINE)


@dataclass
class ZaloOAServer:
    """A Vendor; `tells` whether it also reports what was sent, received and seen.

    `signs_echoes`: reports of what the assistant sent name an administrator too, as if by hand.
    """

    world: World
    caller: Caller
    url: str = ""
    tells: bool = False
    signs_echoes: bool = False
    _telling: set[asyncio.Task[bool]] = field(default_factory=set)

    @property
    def sent(self) -> Sequence[Sent]:
        return self.world.sent

    def settings(self, **more: Any) -> ChannelSettings:
        """What an operator of this account would set."""
        return ChannelSettings.model_validate(
            {
                "zalo_oa_app_id": self.world.app_id,
                "zalo_oa_app_secret": self.world.app_secret,
                "zalo_oa_secret": self.world.oa_secret,
                "zalo_oa_refresh_token": self.world.first_refresh,
                "zalo_oa_api": self.url,
                "zalo_oauth_api": self.url,
                "zns_api": self.url,
                **more,
            }
        )

    def fail(self, *faults: Fault) -> None:
        self.world.faults.extend(faults)

    async def say(self, chat: str, text: str) -> str:
        return await self._message(chat, "user_send_text", text=text)

    async def press(self, chat: str, label: str) -> str:
        for sent in reversed(self.world.sent):
            if sent.chat != chat:
                continue
            for title, payload in sent.buttons:
                if title == label:
                    return await self.say(chat, payload)
            for number, listed in _NUMBERED.findall(sent.text):
                if listed == label:
                    return await self.say(chat, number)
        raise AssertionError(f"nothing reads {label}")

    async def attach(self, chat: str, *files: tuple[str, bytes], text: str = "") -> str:
        """Pictures go together; each document is a message of its own, as are words beside documents."""
        pictures = [self._left(*file) for file in files if file[0].lower().endswith(PICTURES)]
        last = ""
        if pictures:
            listed = [{"type": "image", "payload": {"url": url, "thumbnail": url}} for url in pictures]
            last = await self._message(chat, "user_send_image", attachments=listed, text=text)
        elif text:
            last = await self.say(chat, text)
        for name, content in files:
            if name.lower().endswith(PICTURES):
                continue
            kind = PurePosixPath(name).suffix.removeprefix(".")
            payload = {
                "url": self._left(name, content),
                "name": name,
                "size": str(len(content)),
                "type": kind,
            }
            last = await self._message(
                chat, "user_send_file", attachments=[{"type": "file", "payload": payload}]
            )
        return last

    async def block(self, chat: str) -> None:
        self.world.blocked.add(chat)
        await self._tell("unfollow", oa_id=self.world.oa_id, follower={"id": chat})

    async def follow(self, chat: str) -> None:
        self.world.blocked.discard(chat)
        self._interacted(chat)
        source = {"source": "oa_profile", "user_id_by_app": f"9{chat}"}
        await self._tell("follow", oa_id=self.world.oa_id, follower={"id": chat}, **source)

    async def staff_writes(self, chat: str, text: str) -> str:
        """One of the account's people answers by hand at Zalo's own desk."""
        vendor_id = self.world.take(chat, text)
        sender = {"id": self.world.oa_id, "admin_id": "777"}
        message = {"msg_id": vendor_id, "text": text}
        await self._tell("oa_send_text", sender=sender, recipient={"id": chat}, message=message)
        return vendor_id

    async def give_phone(self, chat: str, phone: str) -> None:
        info = {"name": "Người dùng", "phone": phone, "full_address": {"user_city": "Thành phố"}}
        await self._tell(
            "user_submit_info", sender={"id": chat}, recipient={"id": self.world.oa_id}, info=info
        )

    async def withdraw(self, chat: str) -> None:
        """Somebody wants what is kept of them deleted."""
        await self._tell("user_withdraw", oa_id=self.world.oa_id, user_id=chat)

    async def repeat(self) -> None:
        assert self.caller.last is not None
        body, headers = self.caller.last
        await self.caller.deliver(body, {**headers, "num_retry": "1"})

    def expire_tokens(self) -> None:
        """Every access token stops working at once."""
        self.world.accesses.clear()

    def revoke(self) -> None:
        """The owner withdraws the consent: no token is worth anything, and none is renewed."""
        self.world.accesses.clear()
        self.world.refreshes.clear()

    def lose_files(self) -> None:
        self.world.left = Forgetful()

    def close_window(self, chat: str) -> None:
        """This person was last heard from more than seven days ago."""
        self.world.heard[chat] = self.world.clock() - timedelta(days=8)

    async def settled(self) -> None:
        """Everything that was to be reported has been."""
        while self._telling:
            await asyncio.gather(*self._telling, return_exceptions=True)

    async def took(self, chat: str, vendor_id: str) -> None:
        """Report what the account sent, and that it got there."""
        if not self.tells:
            return
        ours, theirs = {"id": self.world.oa_id}, {"id": chat}
        if self.signs_echoes:
            ours["admin_id"] = "777"
        for name, message in (
            ("oa_send_text", {"msg_id": vendor_id, "text": "…"}),
            ("user_received_message", {"msg_id": vendor_id, "delivery_time": str(self._stamp())}),
            ("user_seen_message", {"msg_ids": [vendor_id]}),
        ):
            task = asyncio.create_task(self._tell(name, sender=ours, recipient=theirs, message=message))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _message(self, chat: str, name: str, **message: Any) -> str:
        self._interacted(chat)
        message_id = self.world.new_id()
        said = {key: value for key, value in message.items() if value}
        sides = {"sender": {"id": chat}, "recipient": {"id": self.world.oa_id}}
        await self._tell(name, **sides, user_id_by_app=f"9{chat}", message={"msg_id": message_id, **said})
        return message_id

    async def _tell(self, event_name: str, **event: Any) -> bool:
        stamp = str(self._stamp())
        raw = {"app_id": self.world.app_id, **event, "event_name": event_name, "timestamp": stamp}
        return await self.caller.tell(raw)

    def _interacted(self, chat: str) -> None:
        self.world.heard[chat] = self.world.clock()

    def _left(self, name: str, content: bytes) -> str:
        key = self.world.new_id()
        self.world.left[key] = Left(name, content, self.world.clock())
        return f"{self.url}/media/{key}/{key}{PurePosixPath(name).suffix}"

    def _stamp(self) -> int:
        return int(self.world.clock().timestamp() * 1000)


@asynccontextmanager
async def zalo_oa_server(clock: Callable[[], datetime] = utc_now) -> AsyncIterator[ZaloOAServer]:
    """The account on a port of its own, for as long as the block lasts."""
    world = World(clock)
    server = ZaloOAServer(world, Caller(world.app_id, world.oa_secret))

    async def took(chat: str, vendor_id: str) -> None:
        await server.took(chat, vendor_id)

    runner = web.AppRunner(Api(world, took).application(), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
        await server.settled()
