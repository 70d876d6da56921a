"""The duties of law on the command line."""

import json
from pathlib import Path

import pytest

from main import main


def test_the_duties_of_law_are_listed_and_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(tmp_path)]
    assert main(["duties", *data, "--set", "post=6", "--set", "announce.confirmed=yes"]) == 0
    assert "post: Niêm yết lịch tiếp công dân trước buổi đầu tiên ít nhất 6" in capsys.readouterr().out
    assert main(["duties", *data, "--json"]) == 0
    listed = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
    assert (listed["post"]["number"], listed["announce"]["confirmed"]) == (6, True)
    assert (listed["receive"]["since"], listed["post"]["sure"]) == ("2026-07-01", False)
    assert main(["duties", *data, "--set", "post=0"]) == 2
    assert capsys.readouterr().err.strip() == "Con số phải từ 1 đến 40."
