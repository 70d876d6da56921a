"""What commands say where a vendor's token is set, with a vendor that nobody can reach."""

import subprocess
import sys
from pathlib import Path

from tests.processes import ROOT

ENVIRONMENT = {
    "BOT_TELEGRAM_TOKEN": "123456:abcdefgh",
    "BOT_TELEGRAM_API": "http://127.0.0.1:9",
    "BOT_LOCALE": "en",
    "PATH": "",
}


def run(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "main.py", *arguments, "--data", str(data)],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "abcdefgh" not in done.stdout + done.stderr
    return done


def test_the_doctor_asks_the_channels_before_the_first_start(tmp_path: Path) -> None:
    done = run("doctor", data=tmp_path)
    assert (done.returncode, done.stderr) == (3, "")
    assert "\n✗ Telegram: " in done.stdout


def test_the_doctor_brings_no_database_up_to_date(tmp_path: Path) -> None:
    (tmp_path / "ward.db").touch()
    done = run("doctor", data=tmp_path)
    assert "! The channels were not asked.\n    → Start the assistant once, then look again." in done.stdout
    assert (tmp_path / "ward.db").stat().st_size < 10_000


def test_an_invitation_tells_where_to_type_the_code_while_the_account_is_not_known(tmp_path: Path) -> None:
    run("demo", data=tmp_path)
    lines = run("invite", "--role", "office", data=tmp_path).stdout.splitlines()
    code = lines[0].rpartition(": ")[2]
    assert lines[1:3] == [
        f"  Telegram: open our chat there, then type {code}",
        f"  Web chat: http://127.0.0.1:8080/?start={code}",
    ]
