"""Every kind of doubt is found where it stands, and not where all is well."""

import pytest

from bot.domain.doubts import find_doubts
from bot.domain.plan import Doubt, Goal, Passage, Task

SOUND = Task(
    "1.1", "Đối thoại", "Tổ chức đối thoại với Nhân dân.", "Hàng năm", ("Phòng A",), ("Công an",), "Kế hoạch"
)


def _task(code: object = "1.2", **changes: object) -> Task:
    values: dict[str, object] = {
        "code": code,
        "group": SOUND.group,
        "text": SOUND.text,
        "roadmap": SOUND.roadmap,
        "lead": SOUND.lead,
        "coordinating": SOUND.coordinating,
        "product": SOUND.product,
    }
    return Task(**{**values, **changes})  # type: ignore[arg-type]


def _kinds(*doubts: Doubt) -> list[tuple[str, str]]:
    return [(doubt.kind, doubt.where) for doubt in doubts]


def test_a_sound_plan_raises_no_doubt() -> None:
    goal = Goal("I.1", "", "Đến năm 2030, 90% hộ dân hài lòng.", "Năm 2030", ("Phòng A",), ("Công an",))
    text = Passage("1", "Số: 12/KH-UBND. Phường Hoa Mai, ngày 3 tháng 4 năm 2026, luôn luôn gần dân.")
    assert find_doubts([goal], [SOUND], [text]) == ()


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"coordinating": ()}, "missing_coordinating"),
        ({"coordinating": ("phòng A",)}, "lead_also_coordinates"),
        ({"lead": ("Các cơ quan, đơn vị",)}, "vague_owner"),
        ({"lead": ()}, "empty_cell"),
        ({"roadmap": ""}, "empty_cell"),
        ({"text": ""}, "empty_cell"),
        ({"product": ""}, "empty_cell"),
        ({"roadmap": "Năm 2026, năm 2027", "text": "Thực hiện giai đoạn 2026-2030."}, "roadmap_against_text"),
        ({"roadmap": "Thường xuyên", "text": "Hàng năm, tổ chức hội nghị."}, "roadmap_against_text"),
        ({"text": "Tổ chức chức hội nghị."}, "likely_typo"),
        ({"lead": ("Phòng Văn hóa- Xã hội",)}, "likely_typo"),
    ],
)
def test_a_task_is_doubted(changes: dict[str, object], kind: str) -> None:
    assert _kinds(*find_doubts([], [SOUND, _task(**changes)], [])) == [(kind, "1.2")]


@pytest.mark.parametrize(
    "changes",
    [
        {"roadmap": "Năm 2026 và các năm tiếp theo", "text": "Hoàn thành đến năm 2030."},
        {"roadmap": "Năm 2027", "text": "Thực hiện Chỉ thị số 15-CT/TU ngày 21/11/2022 của Thành ủy."},
        {"lead": ("Ban Xây dựng Đảng Đảng ủy phường",)},
    ],
)
def test_a_task_is_not_doubted_without_reason(changes: dict[str, object]) -> None:
    assert find_doubts([], [SOUND, _task(**changes)], []) == ()


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("Số: /KH- UBND", "blank_number", "Số: /KH- UBND"),
        ("Kế hoạch số …/KH-UBND", "blank_number", "số …/KH-UBND"),
        ("Hoa Mai, ngày    tháng   năm 2026", "blank_date", "ngày tháng năm 2026"),
        ("Hoa Mai, ngày ... tháng 4 năm 2026", "blank_date", "ngày ... tháng 4 năm 2026"),
        ("(Kèm theo Kế hoạch ngày /4/2026)", "blank_date", "ngày /4/2026"),
    ],
)
def test_a_number_or_date_left_blank_is_found(text: str, kind: str, shown: str) -> None:
    found = find_doubts([], [SOUND], [Passage("7", " ".join(text.split()))])
    assert [(doubt.kind, doubt.values["text"]) for doubt in found if doubt.kind == kind] == [(kind, shown)]


@pytest.mark.parametrize(
    "other",
    [
        "Nghị quyết số 07-NQ/TU ngày 10/2/2026",
        "Nghị quyết số 07-NQ/ĐU ngày 12/2/2026",
    ],
)
def test_one_resolution_cited_in_two_ways_is_found(other: str) -> None:
    usual = "Nghị quyết số 07-NQ/ĐU ngày 10/2/2026"
    passages = [Passage("1", usual), Passage("2", usual), Passage("3", other)]
    assert find_doubts([], [SOUND], passages) == (
        Doubt(
            "resolution_conflict",
            "One document seems to be cited in two ways: “{usual}” and “{other}”.",
            "3",
            values={"usual": usual, "other": other},
        ),
    )


def test_two_different_documents_are_no_conflict() -> None:
    text = "Quyết định số 217-QĐ/TW ngày 12/12/2013, Quyết định số 218-QĐ/TW ngày 12/12/2013"
    assert find_doubts([], [SOUND], [Passage("1", text)]) == ()


def test_a_word_with_one_mark_lost_is_found_by_its_usual_company() -> None:
    text = "Đối thoại số. Mở đối thoại. Sau đối thoại. Buổi đối thoại. Chuyển sang đôi thoại ngay."
    assert [doubt.values for doubt in find_doubts([], [SOUND], [Passage("1", text)])] == [
        {"text": "đôi thoại", "usual": "đối thoại"}
    ]


def test_a_word_at_home_with_its_other_neighbour_is_no_slip() -> None:
    text = "Phường và xã. Phường và xã. Phường và tỉnh. Phường và tổ. Địa phương và ngành. Địa phương."
    assert find_doubts([], [SOUND], [Passage("1", text)]) == ()


def test_initials_one_letter_off_a_unit_are_found() -> None:
    task = _task(lead=("Phòng Văn hóa-Xã hội",))
    found = find_doubts([], [task], [Passage("9", "Lưu VT, VHXX.")])
    assert [(doubt.kind, doubt.values["text"]) for doubt in found] == [("likely_typo", "VHXX")]


def test_a_unit_named_once_one_letter_off_is_found() -> None:
    usual, odd = ("Trung tâm Dịch vụ công",), ("Trung tâm Dịch vị công",)
    tasks = [_task("1.1", lead=usual), _task("1.2", lead=usual), _task("1.3", lead=odd)]
    assert [(doubt.kind, doubt.where) for doubt in find_doubts([], tasks, [])] == [("likely_typo", "1.3")]
