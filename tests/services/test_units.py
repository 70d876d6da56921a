"""One unit stays one unit, whatever the plan and the people's list call it, and whichever comes first."""

import pytest
from sqlmodel import Session, select

from bot.services.units import UnitBook
from storage.plan import list_units
from storage.tables import Obligation, Period, Seat, Unit
from storage.vocabulary import ObligationKind, ObligationState, PeriodKind, Role
from tests.ward import NOW


def codes(session: Session) -> dict[str, str]:
    session.flush()
    return {unit.code: unit.name for unit in list_units(session)}


def enrol(session: Session, **names: str) -> None:
    book = UnitBook(session, frozenset(names), NOW)
    for code, name in names.items():
        unit = book.enrol(code, name)
        session.flush()
        if unit.id not in {seat.unit_id for seat in session.exec(select(Seat))}:
            session.add(Seat(unit_id=unit.id or 0, role=Role.FOCAL, since=NOW))
    session.flush()


def test_a_unit_is_found_by_every_spelling_and_by_its_code(session: Session) -> None:
    unit = UnitBook(session).name("Phòng Văn hóa-Xã hội", ["phòng Văn hóa- Xã hội"])
    session.flush()
    book = UnitBook(session)
    for spelling in ("PHÒNG VĂN HÓA – XÃ HỘI", "phòng văn hóa và xã hội phường Hoa Mai", "pvhxh", " PVHXH "):
        assert book.find(spelling) is unit
    assert book.find("Phòng Kinh tế") is None


@pytest.mark.parametrize(
    "said",
    ["Công an phường", "cong an phuong", "CONG AN PHUONG HOA MAI", "cong an", "ca phuong", "công an phuong"],
)
def test_a_unit_of_the_ward_typed_without_marks_was_unknown(session: Session, said: str) -> None:
    enrol(session, CA="Công an phường", KT="Phòng Kinh tế, Hạ tầng và Đô thị")
    found = UnitBook(session).find(said)
    assert found is not None
    assert found.code == "CA"


def test_two_units_that_are_typed_alike_are_not_guessed_between(session: Session) -> None:
    enrol(session, A="Đội Tự quản", B="Đội Tự quản phương Đông")
    book = UnitBook(session)
    assert book.find("doi tu quan phuong") is None
    assert book.find("doi tu quan") is book.find("A")
    assert book.find("doi tu quan phuong dong") is book.find("B")


def test_the_list_s_code_and_name_win_over_what_the_plan_suggested(session: Session) -> None:
    UnitBook(session).name("Phòng Văn hóa-Xã hội")
    enrol(session, VHXH="Phòng Văn hóa - Xã hội")
    assert codes(session) == {"VHXH": "Phòng Văn hóa - Xã hội"}
    UnitBook(session).name("Phòng Văn hóa-Xã hội")
    assert codes(session) == {"VHXH": "Phòng Văn hóa - Xã hội"}


def test_a_code_the_plan_only_suggested_gives_way_to_the_unit_the_list_gives_it_to(session: Session) -> None:
    UnitBook(session).name("Phòng Văn hóa")
    enrol(session, PVH="Phòng Việc hay")
    assert codes(session) == {"PVH": "Phòng Việc hay", "PVH2": "Phòng Văn hóa"}


def test_a_unit_renamed_in_the_list_keeps_its_code_and_its_old_name_as_a_spelling(session: Session) -> None:
    enrol(session, VX="Phòng Văn hóa")
    enrol(session, VX="Phòng Văn hóa, Khoa học và Thông tin")
    assert codes(session) == {"VX": "Phòng Văn hóa, Khoa học và Thông tin"}
    found = UnitBook(session).find("phòng văn hóa")
    assert found is not None
    assert found.code == "VX"


def test_a_unit_whose_code_changes_in_the_list_stays_the_same_unit(session: Session) -> None:
    enrol(session, VX="Phòng Văn hóa")
    [before] = list_units(session)
    enrol(session, VHXH="Phòng Văn hóa")
    assert [(unit.id, unit.code) for unit in list_units(session)] == [(before.id, "VHXH")]


def test_two_units_that_swap_names_swap_names_only(session: Session) -> None:
    enrol(session, A="Trường Hoa", B="Trường Sen")
    enrol(session, A="Trường Sen", B="Trường Hoa")
    assert codes(session) == {"A": "Trường Sen", "B": "Trường Hoa"}


def test_units_of_one_name_stay_apart_by_their_codes(session: Session) -> None:
    for _again in range(2):
        enrol(session, TH1="Trường Tiểu học phường Hoa Mai", TH2="Trường Tiểu học phường Hoa Sen")
        assert codes(session) == {
            "TH1": "Trường Tiểu học phường Hoa Mai",
            "TH2": "Trường Tiểu học phường Hoa Sen",
        }


def test_a_unit_the_plan_names_newly_becomes_the_one_the_list_renames_to_it(session: Session) -> None:
    enrol(session, VX="Phòng Văn hóa")
    named = UnitBook(session).name("Phòng Văn hóa và Khoa học")
    session.flush()
    session.add(Period(code="2026", kind=PeriodKind.YEAR, starts=NOW, cutoff=NOW, due=NOW))
    session.flush()
    owed = Obligation(
        key="k", kind=ObligationKind.REPORT, unit_id=named.id or 0, period_code="2026", due=NOW.date()
    )
    session.add(owed)
    session.flush()
    enrol(session, VX="Phòng Văn hóa và Khoa học")
    session.refresh(owed)
    assert codes(session) == {"VX": "Phòng Văn hóa và Khoa học"}
    assert owed.state is ObligationState.CANCELLED
    assert not session.get_one(Unit, named.id).active


@pytest.mark.parametrize("group", ["Các cơ quan đơn vị", "các cơ quan, đơn vị", "Cơ quan - đơn vị"])
def test_a_group_is_known_however_the_list_spells_it(session: Session, group: str) -> None:
    named = UnitBook(session).name("Các cơ quan, đơn vị", is_group=True)
    assert UnitBook(session).group(group) is named
    assert UnitBook(session).group("Các trường học").is_group


@pytest.mark.parametrize("order", [1, -1])
def test_a_group_is_the_ward_s_own_whether_or_not_its_name_says_so(session: Session, order: int) -> None:
    names = ["Các lực lượng vũ trang", "Các lực lượng vũ trang trên địa bàn phường"][::order]
    named = UnitBook(session).name(names[0], is_group=True)
    session.flush()
    assert UnitBook(session).name(names[1], is_group=True) is named
    assert UnitBook(session).name("Các lực lượng vũ trang thuộc thành phố", is_group=True) is not named


def test_a_unit_with_people_is_no_group_though_the_plan_s_words_sound_like_one(session: Session) -> None:
    UnitBook(session).name("Doanh nghiệp nhà nước thuộc UBND phường", is_group=True)
    enrol(session, DN="Doanh nghiệp nhà nước thuộc UBND phường")
    UnitBook(session).name("Doanh nghiệp nhà nước thuộc UBND phường", is_group=True)
    assert [(unit.code, unit.is_group) for unit in list_units(session)] == [("DN", False)]


def test_a_name_without_letters_is_still_a_name(session: Session) -> None:
    book = UnitBook(session)
    assert book.name("---") is not book.name("***")
    assert codes(session) == {"DV": "---", "DV2": "***"}
