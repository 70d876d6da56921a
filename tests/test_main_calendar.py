"""The ward's calendar by command: all rows or none, each bad row with its line, years to come provisional."""

import json
from pathlib import Path

import pytest

from main import main

BAD = "Ngày,Loại,Lý do\n15/12/2099,Nghỉ,Bão\nabc,Nghỉ,Bão\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def run(*arguments: object) -> int:
    return main([str(each) for each in arguments])


def shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    capsys.readouterr()
    assert run("calendar", "show", "--json", "--data", folder) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def own(found: dict[str, object]) -> list[object]:
    days = found["days"]
    assert isinstance(days, list)
    return [(day["day"][5:], day["kind"], day["name"]) for day in days if day["source"] == "ward"]


def test_a_list_is_taken_whole_or_not_at_all(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    year = max(int(str(day)[:4]) for day in _days(shown(folder, capsys)))
    good = tmp_path / "lich.csv"
    good.write_text(f"Ngày,Loại,Lý do\n15/12/{year},Nghỉ,Bão\n", encoding="utf-8")
    bad = tmp_path / "sai.csv"
    bad.write_text(BAD, encoding="utf-8")
    assert run("calendar", "import", bad, "--data", folder) == 2
    assert [line.partition(":")[0] for line in capsys.readouterr().err.splitlines()] == ["Dòng 2", "Dòng 3"]
    assert run("calendar", "import", good, "--dry-run", "--data", folder) == 0
    assert own(shown(folder, capsys)) == []
    assert run("calendar", "import", good, "--data", folder) == 0
    assert own(shown(folder, capsys)) == [("12-15", "off", "Bão")]


def test_hours_and_the_year_announced_are_set(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("calendar", "hours", "8h-11h, 14h-16h30", "--data", folder) == 0
    assert run("calendar", "hours", "lúc nào cũng được", "--data", folder) == 2
    found = shown(folder, capsys)
    assert found["hours"] == [["08:00", "11:00"], ["14:00", "16:30"]]
    last = max(int(str(day)[:4]) for day in _days(found))
    assert run("calendar", "announced", last, "--data", folder) == 0
    assert shown(folder, capsys)["announced"] == last
    assert run("calendar", "announced", 2199, "--data", folder) == 2
    assert run("calendar", "show", "--data", folder) == 0
    assert "(dự kiến)" not in capsys.readouterr().out


def _days(found: dict[str, object]) -> list[str]:
    days = found["days"]
    assert isinstance(days, list)
    return [day["day"] for day in days]
