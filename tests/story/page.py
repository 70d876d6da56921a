"""A chat page without a browser: numbers what it says, says again what was not acknowledged, replays."""

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, FormData, WSMsgType
from aiohttp.client_exceptions import ClientError

PATIENCE = 120.0
Upload = tuple[str, bytes]


@dataclass
class Page:
    """One browser's page; what it was told stands in `heard`, in the order it was told."""

    http: ClientSession
    address: str
    heard: list[dict[str, Any]] = field(default_factory=list)
    _waiting: dict[str, dict[str, Any]] = field(default_factory=dict)
    _seen: int = 0
    _socket: ClientWebSocketResponse | None = None

    async def open(self) -> None:
        """Get the cookie, as opening the page does."""
        async with self.http.get(f"{self.address}/") as response:
            response.raise_for_status()

    async def say(self, **frame: Any) -> None:
        """Put a frame on its way; it is said again after every break until it is acknowledged."""
        number = secrets.token_hex(8)
        self._waiting[number] = {**frame, "n": number}
        try:
            socket = await self._connected()
            await socket.send_json(self._waiting[number])
        except (ClientError, OSError):
            self._socket = None

    async def upload(self, *files: Upload) -> None:
        """Send files together as one message, again after every break until the server has answered."""
        number = secrets.token_hex(8)
        for _try in range(1_000):
            form = FormData()
            form.add_field("n", number)
            for name, content in files:
                form.add_field("file", content, filename=name)
            try:
                async with self.http.post(f"{self.address}/chat/upload", data=form) as response:
                    response.raise_for_status()
                    return
            except (ClientError, OSError):
                await asyncio.sleep(0.1)
        raise TimeoutError("the upload was never taken")

    async def hear(self, words: str) -> dict[str, Any]:
        """The next message that holds these words; whatever else comes before it is kept in `heard`."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self._next()
                if words in message["text"]:
                    return message

    async def settled(self) -> None:
        """Wait until everything said has been acknowledged."""
        async with asyncio.timeout(PATIENCE):
            while self._waiting:
                await self._next(only_acknowledgement=True)

    async def _next(self, *, only_acknowledgement: bool = False) -> dict[str, Any]:
        while True:
            try:
                frame = await (await self._connected()).receive(timeout=PATIENCE)
            except (ClientError, OSError):
                self._socket = None
                await asyncio.sleep(0.05)
                continue
            if frame.type is not WSMsgType.TEXT:
                self._socket = None
                continue
            data: dict[str, Any] = json.loads(frame.data)
            if "ack" in data or "error" in data:
                self._waiting.pop(str(data.get("ack", data.get("n"))), None)
                if only_acknowledgement:
                    return {}
                continue
            if any(message["id"] == data["id"] for message in self.heard):
                continue
            self.heard.append(data)
            self._seen = max(self._seen, int(str(data["id"]).partition(".")[0]))
            if not only_acknowledgement:
                return data

    async def _connected(self) -> ClientWebSocketResponse:
        if self._socket is not None and not self._socket.closed:
            return self._socket
        socket = await self.http.ws_connect(f"{self.address}/chat/ws")
        await socket.send_json({"hello": {"after": self._seen}})
        for frame in self._waiting.values():
            await socket.send_json(frame)
        self._socket = socket
        return socket


def value_of(message: dict[str, Any], label: str) -> str:
    """What the button that reads `label` sends back."""
    values = {choice["label"]: str(choice["value"]) for choice in message["choices"]}
    return values[label]
