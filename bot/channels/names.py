"""Looking names up: in threads that nobody waits for at the end, as a silent name server takes long."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any, TypeAlias

from aiohttp.abc import AbstractResolver, ResolveResult

Found: TypeAlias = list[tuple[Any, ...]]
Look: TypeAlias = Callable[[str, int, int], Found]


def ask(host: str, port: int, family: int) -> Found:
    """The addresses of a host, as the system knows them; raises OSError where it has none."""
    return socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)


async def look_up(host: str, port: int = 0, family: int = socket.AF_UNSPEC, look: Look = ask) -> Found:
    """As `look` does, without anybody waiting but the caller."""
    loop = asyncio.get_running_loop()
    found: asyncio.Future[Found] = loop.create_future()

    def tell(result: Found | Exception) -> None:
        if found.done():
            return
        if isinstance(result, Exception):
            found.set_exception(result)
        else:
            found.set_result(result)

    def looking() -> None:
        result: Found | Exception
        try:
            result = look(host, port, family)
        except Exception as error:  # noqa: BLE001 - handed to whoever asked
            result = error
        with suppress(RuntimeError):  # nobody is there any more to be told
            loop.call_soon_threadsafe(tell, result)

    Thread(target=looking, name="name", daemon=True).start()
    return await found


class Names(AbstractResolver):
    """Looks up hosts for the HTTP session."""

    def __init__(self, look: Look = ask) -> None:
        self._look = look

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await look_up(host, port, family, self._look)
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=int(address[1]),
                family=kind,
                proto=proto,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _type, proto, _name, address in found
        ]

    async def close(self) -> None:
        """Nothing is held."""
