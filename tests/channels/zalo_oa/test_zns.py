"""Paid templates: filled from what is said, sent by user, then by phone, and never unasked."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.zalo_oa.errors import until_morning
from bot.channels.zalo_oa.zns import Known, Slot, fill, slots_in, unfilled
from bot.errors import ChannelError, Refusal
from storage.people import keep_phone
from storage.tables import Identity
from storage.vocabulary import Role
from tests.channels.zalo_oa.account import AN, NOW, OfficialAccount, official_account
from tests.databases import migrated
from tests.fakes.zalo_oa.world import Template
from tests.ward import signed_in

WORDS = "⏰ Hạn nộp báo cáo: Thứ Hai 15/6/2026, còn 14 ngày.\nMời đồng chí mở trò chuyện để báo cáo."
PARAMS: list[dict[str, Any]] = [
    {"name": "ho_ten", "require": True, "type": "STRING", "maxLength": 30},
    {"name": "noi_dung", "require": True, "type": "STRING", "maxLength": 40},
    {"name": "han", "require": True, "type": "DATE", "maxLength": 20},
    {"name": "ghi_chu", "require": False, "type": "STRING", "maxLength": 30},
]
Scene = Callable[[OfficialAccount], Awaitable[None]]


def played(folder: Path, scene: Scene, *, phone: str = "", template: str = "7777") -> None:
    """Play a scene with an account that knows An, and that An has not written to for eight days."""

    async def run() -> None:
        database = migrated(f"sqlite:///{folder / 'ward.db'}")
        with database.session() as session:
            person = signed_in(session, "Lê Minh An", Role.OFFICE)
            session.add(Identity(person_id=person.id or 0, channel="zalo_oa", chat=AN.chat, linked_at=NOW))
            session.flush()
            if phone:
                keep_phone(session, "zalo_oa", AN.chat, phone)
        async with official_account(database, folder, zns_template_reminder=template) as account:
            account.server.world.templates["7777"] = Template(PARAMS)
            account.server.close_window(AN.chat)
            await scene(account)
        database.close()

    asyncio.run(run())


def test_outside_the_window_a_paid_message_goes_by_template_to_the_user(tmp_path: Path) -> None:
    async def scene(account: OfficialAccount) -> None:
        assert await account.say(WORDS, paid=True)

        assert account.server.world.by_template == [
            (
                AN.chat,
                "7777",
                {
                    "ho_ten": "Lê Minh An",
                    "noi_dung": "⏰ Hạn nộp báo cáo: Thứ Hai 15/6/2026…",
                    "han": "15/06/2026",
                },
            )
        ]
        assert account.server.sent == []

    played(tmp_path, scene)


def test_inside_the_window_a_paid_message_is_said_whole(tmp_path: Path) -> None:
    async def scene(account: OfficialAccount) -> None:
        account.server.world.heard[AN.chat] = account.time() - timedelta(days=3)
        await account.say(WORDS, paid=True, buttons=(("/reports", "Báo cáo"),))

        (sent,) = account.server.sent
        assert (sent.text, account.server.world.billed) == (WORDS, 1)
        assert account.server.world.by_template == []

    played(tmp_path, scene)


def test_a_template_that_is_closed_to_users_goes_to_their_phone(tmp_path: Path) -> None:
    async def scene(account: OfficialAccount) -> None:
        account.server.world.templates["7777"].by_user = False
        await account.say(WORDS, paid=True)

        assert [to for to, _template, _data in account.server.world.by_template] == ["84987654321"]

    played(tmp_path, scene, phone="84987654321")


def test_without_a_phone_the_refusal_stands(tmp_path: Path) -> None:
    async def scene(account: OfficialAccount) -> None:
        account.server.world.templates["7777"].by_user = False
        error = await account.refused(WORDS, paid=True)

        assert error.refusal is Refusal.REJECTED

    played(tmp_path, scene)


def test_a_template_to_a_phone_waits_for_the_morning(tmp_path: Path) -> None:
    async def scene(account: OfficialAccount) -> None:
        account.server.world.templates["7777"].by_user = False
        account.time.now = datetime(2026, 6, 1, 15, 30, tzinfo=UTC)
        error = await account.refused(WORDS, paid=True)

        assert (error.refusal, error.after) == (Refusal.TEMPORARY, timedelta(hours=7, minutes=30))

    played(tmp_path, scene, phone="84987654321")


def test_a_quota_that_is_used_up_is_told_and_closes_this_way(tmp_path: Path) -> None:
    async def scene(account: OfficialAccount) -> None:
        account.server.world.templates["7777"].by_user = False
        account.server.world.zns_left = 0
        error = await account.refused(WORDS, paid=True)

        assert error.refusal is Refusal.WINDOW_CLOSED
        (chore,) = account.connection.chores
        with pytest.raises(ChannelError, match="-144"):
            await chore()

    played(tmp_path, scene, phone="84987654321")


def test_a_token_that_has_gone_stale_is_renewed_for_templates_too(tmp_path: Path) -> None:
    async def scene(account: OfficialAccount) -> None:
        await account.say(WORDS, paid=True)
        account.server.world.templates["7777"].by_user = False
        account.server.expire_tokens()
        await account.say(WORDS, paid=True)

        assert len(account.server.world.by_template) == 2
        assert len(account.server.world.used_refreshes) == 2

    played(tmp_path, scene, phone="84987654321")


def test_a_long_message_is_paid_for_once(tmp_path: Path) -> None:
    async def scene(account: OfficialAccount) -> None:
        for number in range(3):
            await account.say(WORDS, paid=True, number=number)

        assert len(account.server.world.by_template) == 1

    played(tmp_path, scene)


def test_without_a_template_the_window_stays_closed(tmp_path: Path) -> None:
    async def scene(account: OfficialAccount) -> None:
        assert (await account.refused(WORDS, paid=True)).refusal is Refusal.WINDOW_CLOSED

    played(tmp_path, scene, template="")


def test_who_never_told_their_name_gets_no_template_that_wants_it(tmp_path: Path) -> None:
    async def scene(account: OfficialAccount) -> None:
        account.server.world.templates["7777"].params.append({"name": "ma_ho_so", "maxLength": 9})
        error = await account.refused(WORDS, paid=True)

        assert error.refusal is Refusal.REJECTED
        assert "ma_ho_so" in str(error.values["detail"])
        assert account.server.world.by_template == []

    played(tmp_path, scene)


def test_what_is_optional_and_unknown_is_left_out() -> None:
    slots = [Slot("noi_dung", longest=10), Slot("ghi_chu", required=False), Slot("han", required=False)]

    assert fill(slots, Known("Họp.")) == {"noi_dung": "Họp."}


@pytest.mark.parametrize("length", [1, 2, 17, 40])
def test_words_are_shortened_to_what_the_template_holds(length: int) -> None:
    filled = fill(
        [Slot("content", longest=length)], Known("\n\nHạn nộp báo cáo quý của đơn vị là ngày mai.\nHai")
    )

    assert 0 < len(filled["content"]) <= length


def test_a_name_that_is_too_long_is_not_cut() -> None:
    with pytest.raises(ChannelError, match="too long"):
        fill([Slot("name", longest=5)], Known("Họp", "Nguyễn Thị Mẫu"))


@pytest.mark.parametrize("listed", [None, {}, "x", [1, None]])
def test_a_template_told_in_another_shape_has_no_parameters(listed: object) -> None:
    assert slots_in({"listParams": listed}) == []


def test_the_doctor_is_told_which_parameters_nobody_knows() -> None:
    slots = [Slot("noi_dung"), Slot("ma_ho_so"), Slot("ghi_chu", required=False)]

    assert unfilled(slots) == ["ma_ho_so"]


@pytest.mark.parametrize(
    ("hour", "wait"), [(15, timedelta(hours=8)), (22, timedelta(hours=1)), (23, timedelta(days=1))]
)
def test_the_morning_is_that_of_zalo_s_own_country(hour: int, wait: timedelta) -> None:
    assert until_morning(datetime(2026, 6, 1, hour, tzinfo=UTC)) == wait
