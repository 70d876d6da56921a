"""The account as it hears: over a real webhook, once, in time, and from nobody but Zalo."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.conversation.messages import SHARE_PHONE, Document
from bot.errors import ChannelError, Refusal
from storage.conversations import heard_at, quiet_until
from storage.outbox import enqueue, settle
from storage.people import find_identity
from storage.tables import Outbox
from storage.vocabulary import Delivery, MessageKind
from tests.channels.zalo_oa.account import AN, NOW
from tests.channels.zalo_oa.house import Listening, play


def test_what_people_say_and_press_is_heard_once(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        await house.server.say(AN.chat, "Xin chào")
        await house.server.repeat()
        await house.server.repeat()
        await house.settled()
        await house.account.say("Việc 12 trễ hạn.", buttons=(("/why 12", "Vì sao?"),))
        await house.server.press(AN.chat, "Vì sao?")
        await house.settled()

        assert house.said == ["Xin chào", "vì sao 12"]
        assert house.server.caller.answers == [200, 200, 200, 200]

    play(tmp_path, scene)


def test_pictures_and_documents_are_fetched_from_where_zalo_lends_them(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        png, pdf = b"\x89PNG\r\n\x1a\n" + bytes(64), b"%PDF-1.4\n%%EOF"
        await house.server.attach(AN.chat, ("a.png", png), ("b.png", png), ("Báo cáo.pdf", pdf))
        await house.settled()

        assert house.files == ["anh.png image/png", "anh.png image/png", "Báo cáo.pdf application/pdf"]

    play(tmp_path, scene)


def test_a_file_that_zalo_no_longer_has_costs_only_itself(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        house.server.caller.hurry = 1_000_000.0
        house.server.caller.url, url = "http://127.0.0.1:9", house.server.caller.url
        await house.server.attach(AN.chat, ("a.pdf", b"%PDF-1.4\n%%EOF"))
        house.server.caller.url = url
        house.server.world.left.clear()
        await house.server.repeat()
        await house.settled()

        assert house.files == ["Chưa lấy được tệp a.pdf, xin gửi lại."]

    play(tmp_path, scene)


def test_the_console_s_trial_is_answered_and_strangers_are_not(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        caller = house.server.caller
        assert await caller.probe() == 200
        assert await caller.post(b"", {}) == 200
        await house.server.say(AN.chat, "Thật")
        assert caller.last is not None
        body, headers = caller.last
        assert await caller.post(body.replace("Thật".encode(), "Giả".encode()), headers) == 403
        assert await caller.post(body[:-20], headers) == 403
        assert await caller.post(body, {}) == 403
        await house.settled()

        assert house.said == ["Thật"]

    play(tmp_path, scene)


def test_what_was_not_taken_comes_again_by_the_ladder_and_is_heard_once(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        caller = house.server.caller
        url, caller.url = caller.url, "http://127.0.0.1:9"
        saying = asyncio.create_task(house.server.say(AN.chat, "Mất mạng"))
        while len(caller.answers) < 2:  # noqa: ASYNC110 - there is nobody who could tell
            await asyncio.sleep(0.005)
        caller.url = url
        await saying
        await house.settled()

        assert caller.answers[:2] == [0, 0]
        assert caller.answers[-1] == 200
        assert house.said == ["Mất mạng"]

    play(tmp_path, scene)


def test_the_page_by_which_zalo_knows_the_domain_is_there(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        url = house.server.caller.url.replace("/zalo/oa", "/zalo_verifierKz9.html")
        async with house.account.around.http.session.get(url) as page:
            assert (page.status, page.content_type) == (200, "text/html")
            assert "Kz9" in await page.text()

    play(tmp_path, scene)


def test_where_one_of_our_people_writes_by_hand_the_assistant_is_quiet_for_half_an_hour(
    tmp_path: Path,
) -> None:
    async def scene(house: Listening) -> None:
        await house.server.say(AN.chat, "Cho tôi gặp người")
        await house.settled()
        await house.server.staff_writes(AN.chat, "Chào ông, tôi nghe đây")
        await house.server.say(AN.chat, "Việc là thế này")
        await house.settled()
        assert house.said == ["Cho tôi gặp người"]
        with house.session as session:
            assert quiet_until(session, "zalo_oa", AN.chat) == NOW + timedelta(minutes=30)

        house.account.time.pass_(minutes=31)
        await house.server.say(AN.chat, "Còn ai không?")
        await house.settled()
        assert house.said[1:] == ["Còn ai không?"]

    play(tmp_path, scene)


@pytest.mark.parametrize("signs_echoes", [False, True])
def test_what_the_assistant_itself_sends_does_not_silence_it(tmp_path: Path, signs_echoes: bool) -> None:
    async def scene(house: Listening) -> None:
        house.server.tells = True
        house.server.signs_echoes = signs_echoes
        await house.server.say(AN.chat, "Một")
        await house.account.say("Đây")
        await house.server.settled()
        await house.server.say(AN.chat, "Hai")
        await house.settled()

        assert house.said == ["Một", "Hai"]

    play(tmp_path, scene)


def test_that_a_message_arrived_and_was_seen_is_noted(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        house.server.tells = True
        vendor_id = await house.account.say("Đây")
        database = house.account.around.database
        with database.session() as session:
            say: dict[str, object] = {"text": "Đây", "choices": [], "files": [], "link": None}
            enqueue(session, channel="zalo_oa", chat=AN.chat, kind=MessageKind.REPLY, say=say, now=NOW)
            session.flush()
            settle(session, session.scalars(select(Outbox.id)).one() or 0, Delivery.SENT, vendor_id=vendor_id)
        await house.server.settled()

        with house.session as session:
            assert session.scalars(select(Outbox.state)).all() == [Delivery.ACKNOWLEDGED]

    play(tmp_path, scene)


def test_following_and_leaving_are_noted_and_who_comes_is_greeted(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        await house.server.block(AN.chat)
        with house.session as session:
            identity = find_identity(session, "zalo_oa", AN.chat)
            assert identity is not None
            assert not identity.reachable
        house.account.time.pass_(hours=1)
        await house.server.follow(AN.chat)
        await house.server.repeat()
        await house.settled()

        with house.session as session:
            identity = find_identity(session, "zalo_oa", AN.chat)
            assert identity is not None
            assert identity.reachable
            assert heard_at(session, "zalo_oa", AN.chat) == NOW + timedelta(hours=1)
        assert house.said == ["/start"]

    play(tmp_path, scene)


def test_the_form_is_shown_under_the_words_and_what_it_brings_is_kept(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        buttons = ((SHARE_PHONE, "Cho số điện thoại"),)
        assert await house.account.say("Chỉ để nhắc việc.", buttons=buttons)
        ((_chat, form),) = house.server.world.forms
        assert (form["title"], form["subtitle"]) == ("Cho số điện thoại", "Chỉ để nhắc việc.")
        token, name = form["image_url"].split("/f/")[1].split("/")
        picture = house.account.around.links.opened(token, name)
        assert isinstance(picture, Document)
        kept = house.account.around.files.path(picture.sha256).read_bytes()
        assert (picture.mime, kept[:4]) == ("image/png", b"\x89PNG")

        await house.server.give_phone(AN.chat, "0987654321")
        with house.session as session:
            identity = find_identity(session, "zalo_oa", AN.chat)
            assert identity is not None
            assert identity.phone == "84987654321"

    play(tmp_path, scene)


def test_who_withdraws_is_forgotten(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        await house.server.say(AN.chat, "Xin chào")
        await house.settled()
        await house.server.withdraw(AN.chat)
        with house.session as session:
            assert find_identity(session, "zalo_oa", AN.chat) is None
            assert session.scalars(select(Outbox)).all() == []

    play(tmp_path, scene)


def test_an_account_that_needs_somebody_does_not_begin(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        house.server.world.codes = [-209, -32]
        for refusal in (Refusal.REJECTED, Refusal.THROTTLED):
            with pytest.raises(ChannelError) as caught:
                await house.account.connection.begin(lambda _locale, _roles: ())
            house.account.time.pass_(hours=3)
            assert caught.value.refusal is refusal

    play(tmp_path, scene)


def test_many_at_once_are_all_answered_in_time(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        await asyncio.gather(*(house.server.say(str(chat), str(chat)) for chat in range(100)))
        await house.settled()

        assert house.server.caller.answers == [200] * 100
        assert sorted(house.said, key=int) == [str(chat) for chat in range(100)]

    play(tmp_path, scene)


def test_who_we_are_there_and_the_link_that_leads_there(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        facts = await house.account.connection.begin(lambda _locale, _roles: ())

        assert facts == {
            "id": "388613280878808645",
            "name": "Phường Mẫu",
            "verified": "yes",
            "package": "Nâng cao",
        }
        assert house.account.connection.sign_in(facts, "ABC") == "https://zalo.me/388613280878808645"
        assert house.account.connection.sign_in({}, "ABC") == ""

    play(tmp_path, scene)
