"""Every command does its work, or says in one sentence why not; nothing is half done."""

import io
import json
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from main import main
from storage.database import Database

SAMPLES = Path(__file__).parent / "samples"
PLAN = str(SAMPLES / "ke-hoach-nho.txt")
PEOPLE = str(SAMPLES / "don-vi.csv")
SCHEDULE = str(SAMPLES / "lich.csv")
Told = pytest.CaptureFixture[str]


def told(capture: Told, *arguments: str, data: Path) -> tuple[int, str, str]:
    """The exit code, and what was printed on both streams."""
    code = main([*arguments, "--data", str(data)])
    printed = capture.readouterr()
    return code, printed.out, printed.err


def sentence(capture: Told, *arguments: str, data: Path) -> tuple[int, str]:
    """The exit code and the one thing said of what went wrong."""
    code, out, error = told(capture, *arguments, data=data)
    assert out == ""
    assert "Traceback" not in error
    return code, error.strip()


def tables(folder: Path) -> int:
    """How many rows stand in the tables an import writes to."""
    database = Database(f"sqlite:///{folder / 'ward.db'}")
    with database.session() as session:
        counted: int = sum(
            session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in ("plan_version", "plan_item", "unit", "meeting", "person", "seat")
        )
    database.close()
    return counted


def test_a_plan_is_imported_shown_and_the_same_again(tmp_path: Path, capsys: Told) -> None:
    code, imported, _error = told(capsys, "plan", "import", PLAN, "--json", data=tmp_path)
    _code, shown, _error = told(capsys, "plan", "show", "--json", data=tmp_path)

    assert code == 0
    assert json.loads(imported) == json.loads(shown)
    assert set(json.loads(shown)) == {"goals", "tasks", "units", "indicators", "warnings"}


def test_a_dry_run_changes_nothing(tmp_path: Path, capsys: Told) -> None:
    for command, file in (("plan", PLAN), ("people", PEOPLE), ("schedule", SCHEDULE)):
        code, out, _error = told(capsys, command, "import", file, "--dry-run", data=tmp_path)
        assert code == 0
        assert out.strip()
    assert tables(tmp_path) == 0


def test_a_whole_ward_can_be_set_up_by_commands(tmp_path: Path, capsys: Told) -> None:
    for arguments in (
        ("plan", "import", PLAN),
        ("people", "import", PEOPLE),
        ("schedule", "import", SCHEDULE),
        ("deadlines",),
        ("board",),
        ("invite", "--role", "office"),
        ("plan", "show"),
        ("schedule", "export", str(tmp_path / "lich.ics")),
        ("ask", "lịch tiếp công dân"),
        ("preview", "--from", "2026-12-01", "--to", "2026-12-15"),
    ):
        code, out, error = told(capsys, *arguments, data=tmp_path)
        assert (code, error) == (0, ""), arguments
        assert out.strip(), arguments
    assert (tmp_path / "lich.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_questions_are_answered_a_line_each(
    tmp_path: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(capsys, "schedule", "import", SCHEDULE, data=tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("chào bạn\n\nqwerty\n"))
    code, out, _error = told(capsys, "ask", "-", "--json", "--at", "2026-05-11T09:00", data=tmp_path)

    assert code == 0
    assert [json.loads(line)["intent"] for line in out.splitlines()] == ["greet", "unknown", "unknown"]


@cache
def _bomb() -> bytes:
    """Made by the tests that need it: it takes a second."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("word/document.xml", b"0" * (220 * 1024 * 1024))
    return packed.getvalue()


FILES: dict[str, bytes | Callable[[], bytes]] = {
    "rong.docx": b"",
    "to.txt": lambda: b"x" * (30 * 1024 * 1024),
    "nham-ten.docx": b"%PDF-1.7 nothing",
    "bom.docx": _bomb,
    "macro.docm": b"PK\x03\x04",
    "la.txt": "Một lá thư không có bảng nào.".encode(),
    "anh.png": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("command", ["plan", "people", "schedule"])
def test_a_file_that_is_none_of_ours_is_refused_in_one_sentence(
    tmp_path: Path, capsys: Told, command: str, name: str
) -> None:
    file = tmp_path / name
    content = FILES[name]
    file.write_bytes(content if isinstance(content, bytes) else content())
    code, error = sentence(capsys, command, "import", str(file), data=tmp_path / "data")

    assert code == 2
    assert len(error.splitlines()) == 1
    assert name in error
    assert tables(tmp_path / "data") == 0


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: Told) -> None:
    code, error = sentence(capsys, "plan", "import", str(tmp_path / "khong-co.docx"), data=tmp_path)

    assert (code, len(error.splitlines())) == (2, 1)


def test_one_impossible_date_keeps_the_whole_schedule_out(tmp_path: Path, capsys: Told) -> None:
    lines = Path(SCHEDULE).read_text(encoding="utf-8").splitlines()
    fields = lines[3].split(",")
    broken = lines[3].replace(next(field for field in fields if field[:4].isdigit()), "2026-02-31 08:00", 1)
    file = tmp_path / "lich.csv"
    file.write_text("\n".join([*lines[:3], broken, *lines[4:]]), encoding="utf-8")
    code, error = sentence(capsys, "schedule", "import", str(file), data=tmp_path)

    assert code == 2
    assert "4" in error
    assert "2026-02-31" in error
    assert tables(tmp_path) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("plan",),
        ("plan", "import"),
        ("plan", "show", "--fast"),
        ("ask", "x", "--at", "yesterday"),
        ("invite",),
        ("invite", "--role", "king"),
        ("preview", "--from", "2026-02-02", "--to", "2026-01-01"),
        ("deadlines", "--confirm", "2026", "soon"),
        ("deadlines", "--confirm", "1800-H9", "2026-06-15"),
        ("deadlines", "--confirm", "2026"),
        ("duties", "announce"),
        ("duties", "--set", "announce"),
        ("ladder", "--set", "focal:0"),
        ("ladder", "--kind", "report", "--set", "head:1; focal"),
        ("calendar", "hours", "23:00-23:30"),
        ("calendar", "announced", "1900"),
        ("ledger",),
        ("ledger", "--unit", "", "--day", "2026-02-31"),
        ("board", "--period", "1800"),
        ("snapshot", "--period", "1800"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(
    tmp_path: Path, capsys: Told, arguments: tuple[str, ...]
) -> None:
    code = main([*arguments, "--data", str(tmp_path)])
    error = capsys.readouterr().err.strip()

    assert code == 2
    assert len(error.splitlines()) == 1


def test_what_is_wrong_with_the_way_it_was_typed_is_what_is_said(tmp_path: Path, capsys: Told) -> None:
    said = [
        sentence(capsys, *arguments, data=tmp_path)[1].strip()
        for arguments in (("duties", "announce"), ("calendar", "fly"))
    ]
    assert said == [
        "Lệnh này không nhận thêm phần đó; xem --help.",
        "Không có lệnh như vậy; xem --help.",
    ]


def test_an_invitation_before_there_are_people_is_not_possible(tmp_path: Path, capsys: Told) -> None:
    assert sentence(capsys, "invite", "--role", "office", data=tmp_path)[0] == 3


def test_every_wrong_setting_is_told_at_once(
    tmp_path: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_PORT", "99999")
    monkeypatch.setenv("BOT_TIMEZONE", "Mars/Base")
    code, error = sentence(capsys, "board", data=tmp_path)

    assert code == 2
    assert "BOT_PORT" in error
    assert "BOT_TIMEZONE" in error
    assert "99999" not in error


def test_settings_that_leave_nothing_to_run_are_told(
    tmp_path: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_WEB_CHAT", "off")
    code, error = sentence(capsys, "run", data=tmp_path)

    assert code == 2
    assert "BOT_WEB_CHAT" in error


def test_a_database_newer_than_the_program_is_left_alone(tmp_path: Path, capsys: Told) -> None:
    told(capsys, "board", data=tmp_path)
    database = Database(f"sqlite:///{tmp_path / 'ward.db'}")
    with database.session() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    code, error = sentence(capsys, "board", data=tmp_path)

    assert code == 3
    assert "9999" in error


def test_a_data_folder_that_cannot_be_one_is_told(tmp_path: Path, capsys: Told) -> None:
    file = tmp_path / "a-file"
    file.write_text("")

    assert sentence(capsys, "board", data=file / "below")[0] == 2


def test_the_demonstration_is_filled_once_and_again_only_when_asked(tmp_path: Path, capsys: Told) -> None:
    first = told(capsys, "demo", data=tmp_path)
    again = told(capsys, "demo", data=tmp_path)
    reset = told(capsys, "demo", "--reset", data=tmp_path)

    assert [first[0], again[0], reset[0]] == [0, 3, 0]
    assert first[1].count("?start=") == reset[1].count("?start=") == 3


def test_the_demonstration_never_replaces_a_real_ward(tmp_path: Path, capsys: Told) -> None:
    told(capsys, "plan", "import", PLAN, data=tmp_path)
    before = tables(tmp_path)

    assert sentence(capsys, "demo", "--reset", data=tmp_path)[0] == 3
    assert tables(tmp_path) == before


def test_the_doctor_tells_what_to_do_about_an_empty_ward(tmp_path: Path, capsys: Told) -> None:
    before = told(capsys, "doctor", data=tmp_path)
    told(capsys, "board", data=tmp_path)
    after = told(capsys, "doctor", data=tmp_path)

    assert [before[0], after[0]] == [0, 0]
    assert "make run" in before[1]
    for command in ("plan import", "people import", "schedule import"):
        assert command in after[1]


def test_the_doctor_finds_a_database_that_is_none(tmp_path: Path, capsys: Told) -> None:
    (tmp_path / "ward.db").write_bytes(b"not a database at all" * 100)

    assert told(capsys, "doctor", data=tmp_path)[0] == 3
    assert sentence(capsys, "board", data=tmp_path)[0] == 3
