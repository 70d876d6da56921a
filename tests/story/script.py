"""One year's end in a ward, told once: set up, confirm, remind, report, look at the board, ask."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tests.processes import ROOT
from tests.story.house import KillableHouse
from tests.story.page import PATIENCE, Upload
from tests.story.talkers import PLACES, Heard, Talker
from tests.ward import ZONE

DEMO = ROOT / "bot" / "services" / "demo"
HOLIDAY = datetime(2026, 11, 24, 9, tzinfo=ZONE)
MORNING = datetime(2026, 11, 25, 9, tzinfo=ZONE)
SCHEDULE = (
    "Mã,Loại,Chủ đề,Đối tượng,Bắt đầu,Kết thúc,Địa điểm,Chủ trì,Hình thức,Trạng thái,Kết luận\n"
    'DT-1202,Đối thoại,"Đất đai, bồi thường",Hộ dân có đất thu hồi,2026-12-02 14:00,2026-12-02 16:30,'
    "Nhà văn hóa khu 2,Chủ tịch UBND phường,Trực tiếp,Sắp diễn ra,\n"
    "TCD-1203,Tiếp công dân,Tiếp công dân định kỳ,Mọi công dân,2026-12-03 08:00,2026-12-03 11:30,"
    "Phòng tiếp công dân,Chủ tịch UBND phường,Trực tiếp,Sắp diễn ra,\n"
)
WORDS = "Đã tổ chức ba hội nghị quán triệt"


async def nothing_happens() -> None:
    """A quiet day."""


@dataclass
class Story:
    """The people of the story and the house they talk to; `disturb` happens in the middle of every step.

    `told` is what each of them said and heard.
    """

    house: KillableHouse
    channel: str = "web"
    disturb: Callable[[], Awaitable[None]] = nothing_happens
    receipt: str = ""
    told: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    async def play(self) -> None:
        """From an empty folder to the last answer; raises where anything is not as it should be."""
        self._set_up()
        async with PLACES[self.channel](self.house.address, self.house.clock) as place:
            self.house.settings = place.settings
            await self.house.start()
            try:
                await self._until_connected(place.settings)
                people = {who: await place.talker(who) for who in ("office", "focal", "citizen")}
                await self._tell(*people.values())
                for who, person in people.items():
                    await person.rest()
                    self.told[who] = person.told
                    await person.close()
            finally:
                self.house.stop()

    async def _until_connected(self, settings: dict[str, str]) -> None:
        """A vendor's account is made ready once the house answers."""
        async with asyncio.timeout(PATIENCE):
            while settings and "channel_ready" not in self.house.log.read_text():  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def _tell(self, office: Talker, focal: Talker, citizen: Talker) -> None:
        await self._office_confirms(office)
        await self._sign_in(focal, "focal", "VHXH")
        await focal.hear("⏰")
        self.house.set_clock(MORNING)
        await self._focal_reports(focal)
        await self._say(office, "bảng theo dõi")
        await office.hear("1/137")
        await self._citizen_asks(citizen)

    def _set_up(self) -> None:
        self.house.set_clock(HOLIDAY)
        schedule = self.house.folder / "lich.csv"
        schedule.write_text(SCHEDULE, encoding="utf-8")
        self.house.command("plan", "import", str(DEMO / "ke-hoach.txt"))
        self.house.command("people", "import", str(DEMO / "don-vi.csv"))
        self.house.command("schedule", "import", str(schedule))

    async def _office_confirms(self, office: Talker) -> None:
        await self._sign_in(office, "office")
        await self._say(office, "hạn báo cáo")
        await self._press(office, await office.hear("chưa xác nhận"), "Xác nhận 15/12/2026")
        await office.hear("✅ Đã xác nhận")

    async def _focal_reports(self, focal: Talker) -> None:
        reminder = await focal.hear("⏰ Đồng chí còn 12 việc")
        await self._press(focal, reminder, "Cập nhật ngay")
        await focal.hear("Đồng chí báo cáo việc nào?")
        await self._say(focal, "5.1")
        await self._press(focal, await focal.hear("đến đâu rồi?"), "Đang làm")
        await focal.hear("bao nhiêu phần trăm?")
        await self._say(focal, "60")
        await focal.hear("đã làm được gì?")
        await self._upload(
            focal, ("bao-cao.txt", b"So lieu thang 11"), ("hinh.png", b"MZ\x90\x00 no picture")
        )
        await focal.hear("Đã nhận 1 tệp")
        await self._say(focal, WORDS)
        await self._press(focal, await focal.hear("Số liệu của mục tiêu"), "Chưa có số liệu")
        summary = await focal.hear("xem lại nhiệm vụ 5.1")
        assert "bao-cao.txt" in summary.text
        self.house.kill()
        await self.house.start()
        await self._press(focal, summary, "Gửi")
        self.receipt = (
            (await focal.hear("✅ Đã nhận. Số biên nhận")).text.split("biên nhận ")[1].split(".")[0]
        )

    async def _citizen_asks(self, citizen: Talker) -> None:
        for question, place in (
            ("bao gio doi thoai ve dat dai", "Nhà văn hóa khu 2"),
            ("t5 tuan sau co tiep dan ko", "Phòng tiếp công dân"),
            ("who chairs the dialogue on 2 December", "Chủ tịch UBND phường"),
        ):
            await self._say(citizen, question)
            await citizen.hear(place)

    async def _sign_in(self, page: Talker, role: str, unit: str = "") -> None:
        code = (
            self.house.command("invite", *(("--unit", unit) if role == "focal" else ("--role", role)))
            .split("start=")[1]
            .split()[0]
        )
        await page.start(code)
        await self.disturb()
        await self._press(page, await page.hear("Có phải đồng chí là"), "Đúng là tôi")
        await page.hear("✅ Đã đăng nhập")

    async def _press(self, talker: Talker, message: Heard, label: str) -> None:
        await talker.press(message, label)
        await self.disturb()

    async def _say(self, talker: Talker, text: str) -> None:
        await talker.say(text)
        await self.disturb()

    async def _upload(self, talker: Talker, *files: Upload) -> None:
        sending = asyncio.create_task(talker.upload(*files))
        await self.disturb()
        await sending


def in_folder(folder: Path, database: str = "", channel: str = "web") -> Story:
    return Story(KillableHouse(folder, database=database), channel)
