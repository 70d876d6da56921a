"""The commands do on PostgreSQL what they do on SQLite."""

import json
from pathlib import Path

import pytest

from main import main
from storage.database import Database
from tests.postgres import empty
from tests.test_main import PEOPLE, PLAN, SCHEDULE, Told, told


@pytest.fixture
def on_postgresql(postgres: str, monkeypatch: pytest.MonkeyPatch) -> Database:
    empty(postgres)
    monkeypatch.setenv("BOT_DATABASE_URL", postgres)
    return Database(postgres)


def rows(database: Database) -> dict[str, int]:
    with database.session() as session:
        return {
            table: session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in ("plan_item", "person", "meeting", "obligation", "outbox", "reminder")
        }


def test_a_ward_is_set_up_and_looked_at_and_what_is_only_shown_is_not_kept(
    tmp_path: Path, capsys: Told, on_postgresql: Database
) -> None:
    year = ("--from", "2026-01-01", "--to", "2026-12-31", "--json")
    for command, file in (("plan", PLAN), ("people", PEOPLE), ("schedule", SCHEDULE)):
        assert told(capsys, command, "import", file, "--dry-run", data=tmp_path)[0] == 0
        assert told(capsys, command, "import", file, data=tmp_path)[0] == 0
    before = rows(on_postgresql)
    code, foreseen, _error = told(capsys, "preview", *year, data=tmp_path)

    assert code == 0
    assert json.loads(foreseen)
    assert rows(on_postgresql) == before
    first = json.loads(told(capsys, "deadlines", "--json", data=tmp_path)[1])[0]
    for arguments in (
        ("board", "--json"),
        ("deadlines", "--json"),
        ("deadlines", "--confirm", first["period"], first["due"]),
        ("invite", "--role", "office"),
        ("plan", "show", "--json"),
        ("ask", "lịch tiếp công dân", "--json"),
        ("doctor",),
    ):
        code, out, error = told(capsys, *arguments, data=tmp_path)
        assert (code, error) == (0, ""), arguments
        assert out.strip()
    on_postgresql.close()


def test_a_dry_run_leaves_an_empty_ward_empty(tmp_path: Path, capsys: Told, on_postgresql: Database) -> None:
    for command, file in (("plan", PLAN), ("people", PEOPLE), ("schedule", SCHEDULE)):
        assert told(capsys, command, "import", file, "--dry-run", data=tmp_path)[0] == 0

    assert set(rows(on_postgresql).values()) == {0}
    on_postgresql.close()


def test_the_demonstration_is_filled_and_begun_again(
    tmp_path: Path, capsys: Told, on_postgresql: Database
) -> None:
    codes = [told(capsys, "demo", *options, data=tmp_path)[0] for options in ((), (), ("--reset",))]

    assert codes == [0, 3, 0]
    on_postgresql.close()


@pytest.mark.parametrize(
    ("url", "code"),
    [("postgresql://127.0.0.1:nowhere/ward", 2), ("postgresql://127.0.0.1:1/ward", 3), ("sqlite+x:///a", 2)],
)
def test_a_database_that_cannot_be_reached_is_told_in_a_sentence(
    tmp_path: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch, url: str, code: int
) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", url)

    assert main(["board", "--data", str(tmp_path)]) == code
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert main(["doctor", "--data", str(tmp_path)]) == 3
