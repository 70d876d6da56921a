"""The pictures of the documentation, of the demonstration ward: `python -m tests.browser.shots FOLDER`."""

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from storage.vocabulary import Role
from tests.browser.chromium import DESKTOP, PHONE, chromium
from tests.browser.driving import Browser
from tests.browser.serving import demonstration
from tests.story.house import KillableHouse
from tests.story.script import MORNING


@dataclass(frozen=True)
class Stage:
    """A house, a browser in front of it, and where its pictures go."""

    house: KillableHouse
    page: Browser
    folder: Path
    ending: str

    def take(self, name: str) -> None:
        self.page.settle()
        self.page.picture(str(self.folder / f"{name}-{self.ending}.png"))

    def arrive(self) -> None:
        self.page.open(self.house.address)
        self.page.wait_for_replies(1)

    def give_code(self, role: Role, unit: str = "") -> None:
        self.page.open(f"{self.house.address}/?start={self.house.code_for(role, unit)}")
        self.page.wait_for("Có phải đồng chí")

    def sign_in(self, role: Role, unit: str = "") -> None:
        self.give_code(role, unit)
        self.confirm()

    def confirm(self) -> None:
        self.page.choose("Đúng là tôi")
        self.page.wait_for("✅ Đã đăng nhập")


def citizen_asks(stage: Stage) -> None:
    stage.arrive()
    stage.take("citizen-1-welcome")
    stage.page.ask("bao giờ đối thoại về đất đai")
    stage.take("citizen-2-question")
    stage.page.ask("t5 tuan sau co tiep dan ko")
    stage.page.ask("ai chủ trì buổi đó")
    stage.take("citizen-3-questions")


def citizen_is_reminded(stage: Stage) -> None:
    stage.arrive()
    stage.page.ask("thứ năm tuần sau có tiếp công dân không")
    stage.page.choose("Nhắc tôi")
    stage.page.choose("Thêm vào lịch")
    stage.take("citizen-4-reminder")


def citizen_asks_in_english(stage: Stage) -> None:
    stage.arrive()
    stage.page.ask("when is the next dialogue about land")
    stage.take("citizen-english")


def focal_point_reports(stage: Stage) -> None:
    stage.give_code(Role.FOCAL, "VHXH")
    stage.take("focal-1-sign-in")
    stage.confirm()
    stage.page.wait_for("⏰ Đồng chí còn")
    stage.take("focal-2-reminder")
    stage.page.choose("Cập nhật ngay")
    stage.take("focal-3-tasks")
    stage.page.ask("5.1")
    stage.page.choose("Đang làm")
    stage.page.ask("60")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "Báo cáo tháng 11.txt"
        file.write_text("Số liệu tháng 11", encoding="utf-8")
        stage.page.attach(str(file))
        stage.page.wait_for("📎 Đã nhận 1 tệp")
    stage.page.ask("Đã tổ chức ba hội nghị quán triệt")
    stage.page.choose("Chưa có số liệu")
    stage.take("focal-4-summary")
    stage.page.choose("Gửi")
    stage.take("focal-5-receipt")


def another_reports_in_one_sentence(stage: Stage) -> None:
    stage.sign_in(Role.FOCAL, "VP")
    stage.page.ask("1.1 vướng mắc: chưa có kinh phí tập huấn")
    stage.page.choose("Gửi")
    stage.take("focal-6-sentence")


def office_looks(stage: Stage) -> None:
    stage.sign_in(Role.OFFICE)
    stage.page.choose("Bảng theo dõi")
    stage.take("office-1-board")


def office_decides(stage: Stage) -> None:
    office_looks(stage)
    stage.page.ask("hạn báo cáo")
    stage.take("office-2-due-dates")
    stage.page.choose("Xác nhận 15/12/2026")
    stage.take("office-3-confirmed")


def leader_looks(stage: Stage) -> None:
    stage.sign_in(Role.LEADER)
    stage.page.choose("Bảng theo dõi")
    stage.page.choose("Xem các vướng mắc")
    stage.take("leader")


def schedule(stage: Stage) -> None:
    stage.page.open(f"{stage.house.address}/lich")
    stage.take("schedule")


Scene = Callable[[Stage], None]
LIGHT, DARK = False, True
PLAY: dict[str, tuple[tuple[Scene, tuple[int, int], bool, str], ...]] = {
    "vi": (
        (citizen_asks, PHONE, LIGHT, "phone"),
        (citizen_asks, DESKTOP, LIGHT, "desktop"),
        (citizen_is_reminded, PHONE, DARK, "phone-dark"),
        (focal_point_reports, PHONE, LIGHT, "phone"),
        (another_reports_in_one_sentence, PHONE, DARK, "phone-dark"),
        (office_looks, DESKTOP, DARK, "desktop-dark"),
        (office_decides, PHONE, LIGHT, "phone"),
        (leader_looks, PHONE, LIGHT, "phone"),
        (schedule, PHONE, LIGHT, "phone"),
        (schedule, DESKTOP, LIGHT, "desktop"),
    ),
    "en": ((citizen_asks_in_english, PHONE, LIGHT, "phone"),),
}


def main(folder: Path) -> None:
    """Take them all, in the order of the story: what the focal points report, the office sees."""
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as running:
        for locale, scenes in PLAY.items():
            os.environ["BOT_LOCALE"] = locale
            with tempfile.TemporaryDirectory() as kept, demonstration(Path(kept)) as house:
                for scene, size, dark, ending in scenes:
                    with running.visit(size, dark=dark, now=MORNING) as page:
                        scene(Stage(house, page, folder, ending))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
