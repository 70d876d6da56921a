"""Fetching a file from an address that came with a message: from the internet, never from our own network."""

import ipaddress
from collections.abc import AsyncIterator
from dataclasses import dataclass

from yarl import URL

from bot.channels.http import Http
from bot.channels.names import look_up
from bot.errors import ChannelError, Refusal

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_HOPS = 4


def is_loopback(url: str) -> bool:
    """Whether an address leads to this very machine by name."""
    return _read(url).host in LOOPBACK


@dataclass(frozen=True)
class Outside:
    """Fetches over https from hosts with public addresses; with `at_home`, from this machine too."""

    http: Http
    at_home: bool = False

    async def fetch(self, url: str) -> AsyncIterator[bytes]:
        """The bytes there, behind a few redirections; raises ChannelError, REJECTED where we do not go."""
        for _hop in range(_HOPS):
            await self._allow(url)
            try:
                async for chunk in self.http.stream(url, allow_redirects=False):
                    yield chunk
            except ChannelError as error:
                if error.refusal is not Refusal.MOVED or error.to is None:
                    raise
                url = str(_read(url).join(_read(error.to)))
            else:
                return
        raise ChannelError(Refusal.REJECTED, "redirections")

    async def _allow(self, url: str) -> None:
        place = _read(url)
        host = place.host or ""
        if self.at_home and host in LOOPBACK:
            return
        if place.scheme != "https" or not host or _is_literal(host):
            raise ChannelError(Refusal.REJECTED, "address")
        try:
            found = await look_up(host)
        except (OSError, UnicodeError):
            raise ChannelError(Refusal.TEMPORARY, "name") from None
        if not all(_is_public(str(known[0])) for *_rest, known in found):
            raise ChannelError(Refusal.REJECTED, "address")


def _read(url: str) -> URL:
    """The address as the client will read it; an empty one where it cannot be read."""
    try:
        return URL(url)
    except ValueError:
        return URL()


def _is_literal(host: str) -> bool:
    """Whether a host is an address written out, in any of the ways resolvers take for one."""
    return ":" in host or host.rstrip(".").rpartition(".")[2][:1].isdecimal()


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global
