"""What the doctor hears of the official account."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.texts import speaking
from tests.channels.zalo_oa.account import OfficialAccount, official_account
from tests.databases import migrated
from tests.fakes.zalo_oa.world import Template

WEBHOOK = "Zalo OA: Zalo calls us at https://tro-ly.example.gov.vn/zalo/oa."
NO_TEMPLATE = "Zalo OA: no template is set, so nobody is written to after seven silent days."


def looked_at(
    folder: Path, before: Callable[[OfficialAccount], Awaitable[object]], template: str = ""
) -> list[tuple[str, bool]]:
    """What is said, and whether it is trouble."""

    async def run() -> list[tuple[str, bool]]:
        database = migrated(f"sqlite:///{folder / 'ward.db'}")
        async with official_account(database, folder, zns_template_reminder=template) as account:
            await before(account)
            with speaking("en"):
                found = await account.connection.examine()
        database.close()
        return [(checked.text, checked.is_trouble) for checked in found]

    return asyncio.run(run())


async def begun(account: OfficialAccount) -> None:
    await account.connection.begin(lambda _locale, _roles: ())


def test_before_the_first_start_no_token_is_used_up(tmp_path: Path) -> None:
    async def nothing(account: OfficialAccount) -> None:
        assert account.server.world.used_refreshes == []

    assert looked_at(tmp_path, nothing) == [
        ("Zalo OA: the first token is exchanged at the next start.", False),
        (WEBHOOK, False),
    ]


def test_an_account_in_order(tmp_path: Path) -> None:
    async def before(account: OfficialAccount) -> None:
        account.server.world.templates["7777"] = Template()
        await begun(account)

    assert looked_at(tmp_path, before, "7777") == [
        ("Zalo OA: the tokens work; the account is “Phường Mẫu”.", False),
        ("Zalo OA: its package is Nâng cao, until 31/12/2026.", False),
        (WEBHOOK, False),
        ("Zalo OA: 500 of 500 templates may still be sent today.", False),
    ]


def test_consent_that_was_lost(tmp_path: Path) -> None:
    async def before(account: OfficialAccount) -> None:
        await begun(account)
        account.server.revoke()
        account.time.pass_(hours=26)
        await account.refused()

    assert looked_at(tmp_path, before) == [
        ("Zalo OA: Zalo no longer renews our tokens, so nothing can be sent there.", True)
    ]


def test_an_account_that_zalo_has_closed(tmp_path: Path) -> None:
    async def before(account: OfficialAccount) -> None:
        await begun(account)
        account.server.world.codes = [-204]

    assert looked_at(tmp_path, before) == [("Zalo OA: Zalo does not answer as it should (-204).", True)]


def test_an_account_without_papers_or_a_template(tmp_path: Path) -> None:
    async def before(account: OfficialAccount) -> None:
        account.server.world.is_verified = False
        await begun(account)

    found = looked_at(tmp_path, before)
    assert ("Zalo OA: the account is not verified.", False) in found
    assert (NO_TEMPLATE, False) in found


def test_a_template_that_cannot_be_sent(tmp_path: Path) -> None:
    async def before(account: OfficialAccount) -> None:
        params = [{"name": "ma_ho_so", "require": True, "maxLength": 10}]
        account.server.world.templates["7777"] = Template(params, status="REJECT")
        await begun(account)

    found = looked_at(tmp_path, before, "7777")
    assert ("Zalo OA: template 7777 has the state REJECT.", True) in found
    assert ("Zalo OA: template 7777 wants what we do not know: ma_ho_so.", True) in found
