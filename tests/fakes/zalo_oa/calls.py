"""Zalo calling a webhook: signed, tried again where it is not answered in time, tampered with on demand."""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

LADDER = (30.0, 300.0, 900.0, 1800.0, 3600.0)
IN_TIME = 2.0


def mac(app_id: str, body: bytes, timestamp: str, secret: str) -> str:
    return hashlib.sha256(b"".join((app_id.encode(), body, timestamp.encode(), secret.encode()))).hexdigest()


@dataclass
class Caller:
    """Calls `url`; the waits between tries are shortened by `hurry`."""

    app_id: str
    secret: str
    url: str = ""
    hurry: float = 1000.0
    in_time: float = IN_TIME
    answers: list[int] = field(default_factory=list)
    last: tuple[bytes, dict[str, str]] | None = None

    async def tell(self, event: dict[str, Any]) -> bool:
        """Report an event until it is taken; whether it was."""
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        signed = {"X-ZEvent-Signature": f"mac={mac(self.app_id, body, event['timestamp'], self.secret)}"}
        self.last = (body, signed)
        return await self.deliver(body, signed)

    async def deliver(self, body: bytes, headers: dict[str, str], waits: Sequence[float] = LADDER) -> bool:
        for tries, wait in enumerate((*waits, None)):
            numbered = headers if not tries else {**headers, "num_retry": str(tries)}
            if await self.post(body, numbered) == 200:
                return True
            if wait is not None:
                await asyncio.sleep(wait / self.hurry)
        return False

    async def post(self, body: bytes, headers: dict[str, str]) -> int:
        """One call; the status of its answer, 0 where none came in time."""
        given = {"Content-Type": "application/json", **headers}
        limit = aiohttp.ClientTimeout(total=self.in_time)
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.post(self.url, data=body, headers=given) as response,
            ):
                await response.read()
                self.answers.append(response.status)
                return response.status
        except (aiohttp.ClientError, TimeoutError):
            self.answers.append(0)
            return 0

    async def probe(self) -> int:
        """What Zalo's console sends when the address is entered: nothing, unsigned."""
        return await self.post(b"{}", {})
