"""Nothing leaves this machine while it is tested: whoever tries is stopped, and told of."""

import ipaddress
import socket
import sys
from typing import Any

LEFT: list[str] = []
_NAMES = {"localhost", "", None}
_guarded = False


def stay_here() -> None:
    """From now on this process reaches nothing but itself and its neighbours; each try goes into LEFT."""
    global _guarded  # noqa: PLW0603 - a hook can never be taken away again
    if not _guarded:
        _guarded = True
        sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        if isinstance(address, tuple) and not _is_here(address[0]):
            LEFT.append(f"{event} {address[0]}")
            raise AssertionError("a test may not leave this machine")
    elif event == "socket.getaddrinfo" and not _is_here(arguments[0]):
        raise socket.gaierror(socket.EAI_NONAME, "no names are looked up in tests")


def _is_here(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in _NAMES:
        return True
    try:
        return ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        return False
