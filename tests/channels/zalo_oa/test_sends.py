"""What the account sends, as it arrives at Zalo: words, buttons, pictures, documents, and refusals."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.port import Part
from bot.channels.render import render
from bot.conversation.messages import Spoken
from bot.domain.signed import unseal
from bot.errors import Refusal
from tests.channels.zalo_oa.account import AN, KEY, OfficialAccount, official_account
from tests.databases import migrated
from tests.fakes.vendor import Fault

PDF, DOCX = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Play = Callable[[OfficialAccount], Awaitable[None]]


@pytest.fixture
def played(tmp_path: Path) -> Callable[[Play], None]:
    """Plays a scene with an account on a database of its own."""

    def play(scene: Play) -> None:
        async def run() -> None:
            database = migrated(f"sqlite:///{tmp_path / 'ward.db'}")
            async with official_account(database, tmp_path) as account:
                await scene(account)
            database.close()

        asyncio.run(run())

    return play


def test_words_arrive_as_they_were_written(played: Callable[[Play], None]) -> None:
    async def scene(account: OfficialAccount) -> None:
        text = "Ông/Bà < & _ * [x] 👩‍👩‍👧 e\u0302\u0301"
        vendor_id = await account.say(text)

        (sent,) = account.server.sent
        assert (sent.chat, sent.text, sent.vendor_id) == (AN.chat, text, vendor_id)

    played(scene)


@pytest.mark.parametrize("over", [-1, 0, 1])
@pytest.mark.parametrize("sign", ["ế", "😀", "e\u0302\u0301"])
def test_a_text_at_the_limit_is_taken_whole(played: Callable[[Play], None], sign: str, over: int) -> None:
    units = len(sign.encode("utf-16-le")) // 2

    async def scene(account: OfficialAccount) -> None:
        text = sign * (2_000 // units) + "a" * (2_000 % units + over if over > 0 else 2_000 % units)
        text = text[:over] if over < 0 else text
        parts = render(1, Spoken(text), account.channel.capabilities)
        for part in parts:
            await account.channel.send(AN, part)

        assert "".join(one.text for one in account.server.sent) == text
        assert len(parts) == (2 if over > 0 else 1)

    played(scene)


def test_a_button_that_is_pressed_says_its_value(played: Callable[[Play], None]) -> None:
    async def scene(account: OfficialAccount) -> None:
        buttons = (("12:0", "Đã xong"), ("/why 12", "Vì sao?"))
        await account.say("Việc này thế nào?", buttons=buttons)

        (sent,) = account.server.sent
        assert sent.buttons == (("Đã xong", "#12:0"), ("Vì sao?", "#/why 12"))

    played(scene)


def test_a_picture_is_left_with_zalo_once_and_shown_by_name(played: Callable[[Play], None]) -> None:
    async def scene(account: OfficialAccount) -> None:
        picture = account.file("sân.png", "image/png", b"\x89PNG....")
        await account.say("", files=(picture,))
        await account.say("", files=(picture,))

        assert [one.files for one in account.server.sent] == 2 * [(("sân.png", b"\x89PNG...."),)]
        assert account.server.world.uploads == 1

    played(scene)


@pytest.mark.parametrize(
    ("name", "mime"),
    [("kế hoạch.pdf", PDF), ("a.docx", DOCX), ("b.csv", "text/csv"), ("c.doc", "application/msword")],
)
def test_a_document_is_sent_as_a_file(played: Callable[[Play], None], name: str, mime: str) -> None:
    async def scene(account: OfficialAccount) -> None:
        file = account.file(name, mime, b"x" * 5 * 1024 * 1024)
        for part in render(1, Spoken("Đây.", files=(file,)), account.channel.capabilities):
            await account.channel.send(AN, part)

        said = [(one.text, [name for name, _ in one.files]) for one in account.server.sent]
        assert said == [("", [name]), ("Đây.", [])]

    played(scene)


@pytest.mark.parametrize(
    ("name", "mime", "size"),
    [("lớn.pdf", PDF, 5 * 1024 * 1024 + 1), ("lớn.jpg", "image/jpeg", 1024 * 1024 + 1)],
)
def test_what_is_too_large_for_zalo_is_a_link_that_works(
    played: Callable[[Play], None], name: str, mime: str, size: int
) -> None:
    async def scene(account: OfficialAccount) -> None:
        file = account.file(name, mime, b"x" * size)
        await account.say("", files=(file,))

        (sent,) = account.server.sent
        first, url = sent.text.splitlines()
        token = url.split("/f/")[1].split("/")[0]
        assert first == f"📎 {name}"
        assert unseal(KEY, "file", token, account.time()) == f"{file.sha256}:{mime}"
        assert account.server.world.uploads == 0

    played(scene)


def test_a_file_zalo_has_dropped_meanwhile_is_left_there_anew(played: Callable[[Play], None]) -> None:
    async def scene(account: OfficialAccount) -> None:
        file = account.file("a.pdf", PDF, b"%PDF")
        await account.say("", files=(file,))
        account.server.world.left.clear()
        await account.say("", files=(file,))

        assert account.server.world.uploads == 2
        assert len(account.server.sent) == 2

    played(scene)


def test_a_file_is_left_anew_before_zalo_drops_it(played: Callable[[Play], None]) -> None:
    async def scene(account: OfficialAccount) -> None:
        file = account.file("a.pdf", PDF, b"%PDF")
        await account.say("", files=(file,))
        account.time.pass_(days=6, hours=1)
        await account.say("", files=(file,))

        assert account.server.world.uploads == 2

    played(scene)


def test_a_button_stands_under_a_file_that_has_no_words(played: Callable[[Play], None]) -> None:
    async def scene(account: OfficialAccount) -> None:
        file = account.file("a.pdf", PDF, b"%PDF")
        await account.say("", files=(file,), buttons=(("1:0", "Đã xem"),))

        assert [one.buttons for one in account.server.sent] == [(), (("Đã xem", "#1:0"),)]

    played(scene)


WHY = [
    (-32, Refusal.THROTTLED, timedelta(minutes=1)),
    (-200, Refusal.TEMPORARY, None),
    (-201, Refusal.REJECTED, None),
    (-210, Refusal.REJECTED, None),
    (-211, Refusal.WINDOW_CLOSED, None),
    *((code, Refusal.GONE, None) for code in (-213, -217, -227)),
    *((code, Refusal.WINDOW_CLOSED, None) for code in (-218, -230, -232)),
    *((code, Refusal.REJECTED, None) for code in (-233, -244, -248, -999)),
    *(
        (code, Refusal.TEMPORARY, timedelta(minutes=15))
        for code in (-204, -205, -209, -212, -219, -221, -223, -224, -240, -320, -321)
    ),
]


@pytest.mark.parametrize(("code", "refusal", "after"), WHY)
def test_every_number_of_zalo_is_the_right_refusal(
    played: Callable[[Play], None], code: int, refusal: Refusal, after: timedelta | None
) -> None:
    async def scene(account: OfficialAccount) -> None:
        account.server.fail(Fault("status", code=code))
        error = await account.refused()

        assert (error.refusal, error.after) == (refusal, after)
        assert account.server.sent == []

    played(scene)


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        (Fault("status", 429, retry_after=7), Refusal.THROTTLED),
        (Fault("status", 403), Refusal.GONE),
        (Fault("status", 404), Refusal.REJECTED),
        (Fault("status", 500), Refusal.TEMPORARY),
        (Fault("status", 503), Refusal.TEMPORARY),
        (Fault("garbage"), Refusal.UNCERTAIN),
        (Fault("drop_before"), Refusal.UNCERTAIN),
        (Fault("drop_after"), Refusal.UNCERTAIN),
    ],
)
def test_every_failure_of_the_line_is_the_right_refusal(
    played: Callable[[Play], None], fault: Fault, refusal: Refusal
) -> None:
    async def scene(account: OfficialAccount) -> None:
        account.server.fail(fault)
        error = await account.refused()

        assert error.refusal is refusal
        if fault.retry_after is not None:
            assert error.after == timedelta(seconds=7)
        assert await account.say("Lần sau")

    played(scene)


@pytest.mark.parametrize("code", [-216, -220])
def test_a_token_that_is_refused_again_and_again_is_renewed_but_once(
    played: Callable[[Play], None], code: int
) -> None:
    async def scene(account: OfficialAccount) -> None:
        account.server.world.codes = [code, code]
        error = await account.refused()

        assert error.refusal is Refusal.TEMPORARY
        assert len(account.server.world.used_refreshes) == 2

    played(scene)


def test_who_has_been_silent_for_a_week_or_has_left_is_not_written_to(
    played: Callable[[Play], None],
) -> None:
    async def scene(account: OfficialAccount) -> None:
        account.server.close_window(AN.chat)
        silent = await account.refused()
        account.server.world.blocked.add(AN.chat)
        left = await account.refused()

        assert [silent.refusal, left.refusal] == [Refusal.WINDOW_CLOSED, Refusal.GONE]

    played(scene)


def test_what_only_a_person_can_mend_is_told_until_it_is_mended(played: Callable[[Play], None]) -> None:
    async def scene(account: OfficialAccount) -> None:
        (chore,) = account.connection.chores
        await chore()
        account.server.fail(Fault("status", code=-224))
        await account.refused()
        with pytest.raises(Exception, match="-224"):
            await chore()
        await account.say("Đã mua gói")
        await chore()

    played(scene)


def test_an_app_that_must_prove_its_secret_does_so_from_then_on(played: Callable[[Play], None]) -> None:
    async def scene(account: OfficialAccount) -> None:
        account.server.world.wants_proof = True
        await account.say("Một")
        await account.say("Hai")

        cs = [path for path in account.server.world.calls if path.endswith("/cs")]
        assert (len(cs), len(account.server.sent)) == (3, 2)

    played(scene)


def test_no_token_stands_in_a_refusal(played: Callable[[Play], None]) -> None:
    async def scene(account: OfficialAccount) -> None:
        account.server.revoke()
        error = await account.refused()

        assert "refresh" not in repr(error.values)
        assert "access" not in repr(error.values)

    played(scene)


def test_the_paid_way_is_not_taken_unasked(played: Callable[[Play], None]) -> None:
    async def scene(account: OfficialAccount) -> None:
        account.server.close_window(AN.chat)
        error = await account.refused(number=0)
        with pytest.raises(Exception, match="window_closed"):
            await account.channel.send(AN, Part(1, 0, "Nhắc", paid=True))

        assert error.refusal is Refusal.WINDOW_CLOSED
        assert account.server.world.by_template == []

    played(scene)
