"""What only vendors can tell the operator: all are asked at once, and none can hold up the others."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.channels.http import Http
from bot.channels.port import Checked, Connection
from bot.errors import AssistantError, ChannelError
from bot.runtime.opening import House, opened
from bot.services.doctor import Finding, can_be_opened, used_up
from bot.services.quotas import usage
from bot.settings import read_settings
from bot.texts import _, speaking

PATIENCE = 15.0


def ask_vendors(data: Path | None, now: datetime) -> list[Finding]:
    """What the channels that are set up say of themselves; nothing where the ward cannot be opened."""
    try:
        settings = read_settings(data)
        if not settings.channels.is_any_on:
            return []
        if not can_be_opened(settings):
            with speaking(settings.locale):
                advice = _("Start the assistant once, then look again.")
                return [Finding(_("The channels were not asked."), advice)]
        with opened(data) as house:
            with house.session(keep=False) as session:
                used = used_up(usage(session, house.ward, now))
            return [*asyncio.run(_ask(house)), *used]
    except AssistantError:
        return []


async def _ask(house: House) -> list[Finding]:
    try:
        found = await ask_all(list(house.connections.values()))
        if house.settings.channels.needs_public_address:
            found.append(await reach(house.http, house.settings.address))
        return found
    finally:
        await house.http.close()


async def ask_all(connections: Sequence[Connection], patience: float = PATIENCE) -> list[Finding]:
    """The findings of these channels, in their order."""
    asked = await asyncio.gather(*(_ask_one(one, patience) for one in connections))
    return [finding for findings in asked for finding in findings]


async def _ask_one(connection: Connection, patience: float) -> list[Finding]:
    label = connection.label
    try:
        async with asyncio.timeout(patience):
            return [_under(label, checked) for checked in await connection.examine()]
    except TimeoutError:
        silent = _(
            "{channel} does not answer within {seconds} seconds.", channel=label, seconds=round(patience)
        )
    except ChannelError as error:
        silent = _("{channel} does not answer ({kind}).", channel=label, kind=error.refusal.value)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one channel costs only its own line
        silent = _("{channel} could not be examined ({kind}).", channel=label, kind=type(error).__name__)
    return [Finding(silent, _("Check that this machine reaches the internet, then look again."), True)]


def _under(label: str, checked: Checked) -> Finding:
    """A finding with its channel's name before it, unless it begins with that itself."""
    text = checked.text
    if not text.startswith(label):
        text = _("{channel}: {finding}", channel=label, finding=text)
    return Finding(text, checked.advice, checked.is_trouble)


async def reach(http: Http, address: str, patience: float = PATIENCE) -> Finding:
    """Whether the address that vendors call answers, as far as can be told from here."""
    try:
        answer = await http.call(f"{address}/healthz", method="GET", patience=patience)
    except ChannelError:
        text = _("{address} does not answer, and vendors call us there.", address=address)
        advice = _("Check the name, the proxy and its certificate: BOT_PUBLIC_URL must be reached by https.")
        return Finding(text, advice, True)
    if answer.status in {200, 503}:
        return Finding(_("{address} answers, where vendors call us.", address=address))
    text = _(
        "{address} answers, but not with the assistant ({status}).", address=address, status=answer.status
    )
    return Finding(text, _("The assistant may not be running, or the proxy does not hand calls on to it."))
