"""Invitations and other things typed by hand that may be meant for another."""

import subprocess
import sys
from pathlib import Path

from storage.database import Database
from tests.processes import ROOT
from tests.test_main import PEOPLE, Told, sentence, told


def code_of(printed: str) -> str:
    return printed.split("start=")[1].split(maxsplit=1)[0]


def test_an_invitation_for_one_leader_leaves_the_other_s_alone(tmp_path: Path, capsys: Told) -> None:
    people = tmp_path / "nguoi.csv"
    people.write_text(
        "Mã đơn vị,Tên đơn vị,Thuộc nhóm,Người,Vai trò,Chức danh\n"
        "UBND,Ủy ban,,Vũ Đức Bình,Lãnh đạo,Chủ tịch\n"
        "UBND,Ủy ban,,Trần Thu Hà,Lãnh đạo,Phó Chủ tịch\n",
        encoding="utf-8",
    )
    told(capsys, "people", "import", str(people), data=tmp_path)
    first = told(capsys, "invite", "--role", "leader", data=tmp_path)
    second = told(capsys, "invite", "--role", "leader", "--person", "tran thu ha", data=tmp_path)
    nobody = sentence(capsys, "invite", "--role", "leader", "--person", "Ai Đó", data=tmp_path)
    of_office = sentence(capsys, "invite", "--role", "office", "--person", "Trần Thu Hà", data=tmp_path)

    assert [first[0], second[0], nobody[0], of_office[0]] == [0, 0, 2, 3]
    assert "Vũ Đức Bình" in first[1]
    assert "Người khác cùng vai trò: Trần Thu Hà." in first[1]
    assert "Trần Thu Hà" in second[1]
    assert "--person" not in second[1]
    assert code_of(first[1]) != code_of(second[1])
    assert standing_codes(tmp_path) == 2


def standing_codes(folder: Path) -> int:
    database = Database(f"sqlite:///{folder / 'ward.db'}")
    with database.session() as session:
        number: int = session.connection().exec_driver_sql("SELECT count(*) FROM invite").scalar_one()
    database.close()
    return number


def test_bytes_that_are_no_text_are_questions_like_any_other(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "main.py", "ask", "-", "--json", "--data", str(tmp_path)],
        cwd=ROOT,
        input=b"\xff\xfe lich \x00\n\xc3\n",
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.splitlines()) == 2


def test_a_demonstration_that_cannot_be_begun_again_keeps_its_files(tmp_path: Path, capsys: Told) -> None:
    told(capsys, "people", "import", PEOPLE, data=tmp_path)
    kept = tmp_path / "files" / "ab" / "abc"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"a report")

    assert sentence(capsys, "demo", "--reset", data=tmp_path)[0] == 3
    assert kept.read_bytes() == b"a report"


def test_the_doctor_names_an_address_this_machine_does_not_have(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "main.py", "doctor", "--data", str(tmp_path)],
        cwd=ROOT,
        env={"BOT_HOST": "khong-co-may.invalid", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 3
    assert "✗ Máy này không có địa chỉ khong-co-may.invalid." in done.stdout
