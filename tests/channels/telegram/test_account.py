"""Our account there: who we are, the commands each kind of person sees, and what the doctor finds."""

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.channels.port import Checked
from bot.channels.telegram.account import as_commands
from bot.errors import ChannelError, Refusal
from bot.texts import speaking
from storage.people import lose_address
from storage.tables import Identity, Person, Seat, Unit
from storage.vocabulary import Role
from tests.channels.telegram.house import CHAT, NOW, House, opened
from tests.fakes.telegram.server import USERNAME, TelegramServer

OFFICE = "4712"


def menus(locale: str, roles: Collection[Role]) -> Sequence[tuple[str, str]]:
    names = {Role.CITIZEN: "ask", Role.FOCAL: "report", Role.OFFICE: "board"}
    return [(f"/{names[role]}", f"{role} in {locale}") for role in sorted(roles)]


def seat(session: Session, chat: str, *roles: Role, locale: str = "vi") -> None:
    unit, person = Unit(code=f"U{chat}", name="Đơn vị"), Person(name="Người Mẫu", locale=locale)
    session.add_all([unit, person])
    session.flush()
    session.add_all([Seat(unit_id=unit.id or 0, role=role, person_id=person.id, since=NOW) for role in roles])
    session.add(Identity(person_id=person.id or 0, channel="telegram", chat=chat, linked_at=NOW))


def test_at_the_start_we_learn_our_name_and_introduce_ourselves_in_each_language(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            facts = await house.connection.begin(menus)
            assert facts == {"id": "7000001", "username": USERNAME, "name": "Phường Mẫu"}
            assert house.server.commands == {
                ("default", ""): {"ask": "citizen in vi"},
                ("default", "en"): {"ask": "citizen in en"},
            }
            assert sorted(house.server.about) == [
                ("description", ""),
                ("description", "en"),
                ("short_description", ""),
                ("short_description", "en"),
            ]
            assert house.server.about["short_description", "en"].startswith("Dialogues")
            link = house.connection.sign_in(facts, "ABCD-EFGH")
            assert link == f"https://t.me/{USERNAME}?start=ABCD-EFGH"
            assert house.connection.sign_in({}, "ABCD-EFGH") == ""

    asyncio.run(play())


def test_whoever_signs_in_changes_seats_or_leaves_sees_the_commands_that_are_theirs(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer(unknown={"99"})) as house:
            (refresh,) = house.connection.chores
            await refresh()
            assert house.server.calls == []
            await house.connection.begin(menus)
            with house.database.session() as session:
                seat(session, "99", Role.OFFICE)
                seat(session, CHAT, Role.FOCAL, Role.OFFICE, locale="en")
                seat(session, "-5", Role.OFFICE)
            await refresh()
            assert house.server.commands[CHAT, ""] == {"report": "focal in en", "board": "office in en"}
            assert ("-5", "") not in house.server.commands
            calls = len(house.server.calls)
            await refresh()
            assert len(house.server.calls) == calls
            with house.database.session() as session:
                lose_address(session, "telegram", CHAT)
            await refresh()
            assert (CHAT, "") not in house.server.commands

    asyncio.run(play())


def test_only_names_that_telegram_takes_become_commands() -> None:
    menu = [("/ask", "Ask"), ("/Board", "No"), ("/x" * 33, "No"), ("/late", " "), ("/my_work", "x" * 300)]

    assert [(one.command, len(one.description)) for one in as_commands(menu)] == [
        ("ask", 3),
        ("my_work", 256),
    ]


def test_an_account_whose_token_is_refused_does_not_begin(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            house.server.revoke()
            with pytest.raises(ChannelError) as refused:
                await house.connection.begin(menus)
            assert refused.value.refusal is Refusal.REJECTED

    asyncio.run(play())


async def found(house: House) -> list[Checked]:
    with speaking("en"):
        return list(await house.connection.examine())


def test_the_doctor_finds_a_sound_bot_sound(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            assert await found(house) == [
                Checked(f"Telegram: the token belongs to @{USERNAME}."),
                Checked("Telegram: updates are asked for (polling)."),
                Checked("Telegram: in groups the bot is shown only what is addressed to it."),
            ]

    asyncio.run(play())


def test_the_doctor_tells_a_refused_token_and_a_silent_server_apart(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            house.server.revoke()
            (refused,) = await found(house)
            assert (refused.text, refused.is_trouble) == ("Telegram: the token is refused.", True)
            assert "@BotFather" in refused.advice

    async def play_alone() -> None:
        async with opened(tmp_path, TelegramServer(), telegram_api="http://127.0.0.1:9") as house:
            (silent,) = await found(house)
            assert silent.text == "Telegram: 127.0.0.1 does not answer (ClientConnectorError)."
            assert silent.is_trouble

    asyncio.run(play())
    asyncio.run(play_alone())


def test_the_doctor_sees_a_webhook_that_is_in_the_way_or_leads_elsewhere(tmp_path: Path) -> None:
    async def in_the_way() -> None:
        async with opened(tmp_path, TelegramServer(reads_all=True)) as house:
            await house.server.queue.bring_to("https://127.0.0.1:9/secret", "")
            _token, webhook, groups = await found(house)
            assert webhook.text == (
                "Telegram: a webhook is set to 127.0.0.1, while BOT_TELEGRAM_MODE is polling."
            )
            assert groups.text == "Telegram: in groups the bot is shown everything that is written."
            assert webhook.advice
            assert groups.advice

    async def elsewhere() -> None:
        async with opened(tmp_path, TelegramServer(), telegram_mode="webhook") as house:
            _token, webhook, _groups = await found(house)
            assert webhook.text == "Telegram: updates are not brought to BOT_PUBLIC_URL yet."
            assert webhook.is_trouble
            await house.connection.begin(menus)
            await house.server.queue.stop()
            house.server.queue.failed_at, house.server.queue.failure = 1780275600, "SSL error"
            _token, webhook, failed, _groups = await found(house)
            assert webhook == Checked("Telegram: updates are brought to tro-ly.example.vn.")
            assert failed.text == (
                "Telegram: the last call to the webhook failed on 1 Jun 2026, 01:00 UTC: SSL error"
            )

    asyncio.run(in_the_way())
    asyncio.run(elsewhere())
