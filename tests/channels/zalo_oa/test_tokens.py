"""The account's tokens: each refresh token used once, the new pair kept before it is used."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlmodel import Session

from bot.channels.port import Part
from bot.channels.zalo_oa.channel import ZaloOA, connect
from bot.errors import ChannelError, Refusal
from storage.database import Database
from storage.tables import TokenPair
from storage.tokens import claim_pair, find_pair
from tests.channels.zalo_oa.account import AN, NOW, OfficialAccount, Time, official_account, surroundings
from tests.fakes.vendor import Fault
from tests.fakes.zalo_oa.server import ZaloOAServer

HELLO = Part(7, 0, "Chào")


def pair(database: Database) -> TokenPair:
    with Session(database.reader) as session:
        found = find_pair(session, "zalo_oa")
        assert found is not None
        return found


@asynccontextmanager
async def another_process(
    server: ZaloOAServer, database: Database, folder: Path, time: Time, **changed: Any
) -> AsyncIterator[OfficialAccount]:
    """The same account, served by a process with its own hand on the same database."""
    own = Database(database.url)
    around = surroundings(server, own, folder, time, **changed)
    connection = connect(around)
    assert connection is not None
    assert isinstance(connection.channel, ZaloOA)
    try:
        yield OfficialAccount(server, connection, connection.channel, around, time)
    finally:
        await around.http.close()
        own.close()


async def look_after(account: OfficialAccount) -> None:
    for chore in account.connection.chores:
        await chore()


def test_the_first_token_is_exchanged_once_and_what_it_brings_is_kept(
    database: Database, tmp_path: Path
) -> None:
    async def play() -> None:
        async with official_account(database, tmp_path) as account:
            await account.say("Một")
            await account.say("Hai")

            kept = pair(database)
            assert account.server.world.used_refreshes == ["refresh-of-the-console"]
            assert [kept.access] == list(account.server.world.accesses)
            assert [kept.refresh] == list(account.server.world.refreshes)
            assert kept.expires_at == NOW + timedelta(hours=25)
            assert "refresh-of-the-console" not in str(kept.seen)

    asyncio.run(play())


def test_a_burst_renews_a_token_that_stops_working_but_once(database: Database, tmp_path: Path) -> None:
    async def play() -> None:
        async with official_account(database, tmp_path) as account:
            await account.say("Trước")
            account.server.world.expires_after = 10
            await asyncio.gather(*(account.say(str(number)) for number in range(40)))

            assert sorted(one.text for one in account.server.sent) == sorted(
                ["Trước", *(str(number) for number in range(40))]
            )
            assert len(account.server.world.used_refreshes) == 2

    asyncio.run(play())


def test_two_processes_use_each_refresh_token_once(database: Database, tmp_path: Path) -> None:
    async def play() -> None:
        async with (
            official_account(database, tmp_path) as one,
            another_process(one.server, database, tmp_path, one.time) as two,
        ):
            world = one.server.world
            for round_ in range(4):
                await asyncio.gather(
                    *(account.channel.send(AN, HELLO) for account in (one, two) for _ in range(5))
                )
                assert len(world.used_refreshes) == round_ + 1
                assert world.refreshes.keys() == {pair(database).refresh}
                one.server.expire_tokens()

            assert len(set(world.used_refreshes)) == 4
            assert len(world.sent) == 40

    asyncio.run(play())


@pytest.mark.parametrize(("hours", "renewed"), [(19.9, 1), (20.1, 2), (26, 2)])
def test_a_pair_is_renewed_when_four_fifths_of_its_time_are_over(
    database: Database, tmp_path: Path, hours: float, renewed: int
) -> None:
    async def play() -> None:
        async with official_account(database, tmp_path) as account:
            await look_after(account)
            account.time.pass_(hours=hours)
            await look_after(account)

            assert len(account.server.world.used_refreshes) == renewed

    asyncio.run(play())


def test_a_token_that_ran_out_while_nobody_looked_is_renewed_before_it_is_refused(
    database: Database, tmp_path: Path
) -> None:
    async def play() -> None:
        async with official_account(database, tmp_path) as account:
            await account.say("Hôm nay")
            account.time.pass_(hours=25)
            account.server.world.heard[AN.chat] = account.time()
            await account.say("Ngày mai")

            calls = account.server.world.calls
            assert len([path for path in calls if path.endswith("/cs")]) == 2

    asyncio.run(play())


def test_consent_lost_is_asked_about_once_and_messages_wait(database: Database, tmp_path: Path) -> None:
    async def play() -> None:
        async with official_account(database, tmp_path) as account:
            await account.say("Trước")
            account.server.revoke()
            first = await account.refused()
            account.server.world.token_faults.append(Fault("status", 500))
            second = await account.refused()

            assert [first.refusal, second.refusal] == [Refusal.TEMPORARY, Refusal.TEMPORARY]
            assert second.after == timedelta(minutes=15)
            assert len(account.server.world.token_faults) == 1
            assert pair(database).lost_at == NOW
            with pytest.raises(ChannelError) as told:
                await look_after(account)
            assert told.value.refusal is Refusal.REJECTED
            with pytest.raises(ChannelError) as begun:
                await account.connection.begin(lambda _locale, _roles: ())
            assert begun.value.refusal is Refusal.REJECTED

    asyncio.run(play())


def test_a_new_token_of_the_operator_takes_over_and_an_old_one_does_not(
    database: Database, tmp_path: Path
) -> None:
    async def play() -> None:
        async with official_account(database, tmp_path) as account:
            world = account.server.world
            await account.say("Trước")
            account.server.revoke()
            await account.refused()
            world.refreshes["granted-anew"] = NOW + timedelta(days=90)
            anew: dict[str, Any] = {"zalo_oa_refresh_token": SecretStr("granted-anew")}
            async with another_process(account.server, database, tmp_path, account.time, **anew) as later:
                await later.say("Sau")
            current = pair(database).refresh
            async with another_process(account.server, database, tmp_path, account.time) as again:
                await again.say("Vẫn vậy")

            assert world.used_refreshes == ["refresh-of-the-console", "granted-anew"]
            assert (pair(database).refresh, pair(database).lost_at) == (current, None)

    asyncio.run(play())


def test_a_wrong_key_of_the_app_may_be_mended_with_the_same_token(database: Database, tmp_path: Path) -> None:
    async def play() -> None:
        wrong: dict[str, Any] = {"zalo_oa_app_secret": SecretStr("wrong")}
        async with official_account(database, tmp_path, **wrong) as account:
            assert (await account.refused()).refusal is Refusal.TEMPORARY
            async with another_process(account.server, database, tmp_path, account.time) as mended:
                assert await mended.say("Được rồi")

    asyncio.run(play())


@pytest.mark.parametrize("fault", [Fault("status", 500), Fault("garbage"), Fault("drop_before")])
def test_a_token_server_that_stumbles_costs_no_token(
    database: Database, tmp_path: Path, fault: Fault
) -> None:
    async def play() -> None:
        async with official_account(database, tmp_path) as account:
            account.server.world.token_faults.append(fault)
            assert (await account.refused()).refusal is Refusal.TEMPORARY
            assert pair(database).lost_at is None

            assert await account.say("Lần sau được")

    asyncio.run(play())


def test_a_pair_that_was_given_out_and_never_arrived_is_lost_and_told(
    database: Database, tmp_path: Path
) -> None:
    async def play() -> None:
        async with official_account(database, tmp_path) as account:
            account.server.world.token_faults.append(Fault("drop_after"))
            assert (await account.refused()).refusal is Refusal.TEMPORARY
            with pytest.raises(ChannelError) as told:
                await look_after(account)

            assert told.value.refusal is Refusal.REJECTED
            assert pair(database).lost_at == NOW

    asyncio.run(play())


def test_whoever_crashed_before_asking_keeps_the_others_waiting_a_minute(
    database: Database, tmp_path: Path
) -> None:
    async def play() -> None:
        async with official_account(database, tmp_path) as account:
            await account.say("Trước")
            used = pair(database).refresh
            with database.session() as session:
                assert claim_pair(session, "zalo_oa", used, NOW, timedelta(seconds=60))
                assert not claim_pair(session, "zalo_oa", used, NOW, timedelta(seconds=60))
            account.server.expire_tokens()
            waiting = asyncio.create_task(account.say("Sau"))
            await asyncio.sleep(0.3)
            assert len(account.server.world.used_refreshes) == 1
            account.time.pass_(seconds=61)

            assert await waiting
            assert account.server.world.used_refreshes[1:] == [used]

    asyncio.run(play())


def test_a_renewal_that_has_begun_comes_to_its_end_though_we_are_stopped(
    database: Database, tmp_path: Path
) -> None:
    async def play() -> None:
        async with official_account(database, tmp_path) as account:
            chore = asyncio.create_task(look_after(account))
            await account.server.world.exchanged.wait()
            chore.cancel()
            await asyncio.gather(chore, return_exceptions=True)

            assert list(account.server.world.refreshes) == [pair(database).refresh]

    asyncio.run(play())
