"""What is logged tells what happened, where, and of which row; never what people wrote, nor a code."""

import asyncio
import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pytest
import structlog

from bot.conversation.messages import Answer, Say
from bot.conversation.router import Command
from bot.conversation.steps import Chat
from bot.runtime.logs import set_up_logs
from bot.services.desk import Desk
from handlers.house import ROUTER
from storage.outbox import enqueue
from storage.tables import Person
from storage.vocabulary import MessageKind
from tests.processes import ROOT
from tests.runtime.house import NOW, House, greeted, hear
from tests.test_main import Told, told

MARKER = "bimatcuaong"
Form = Literal["human", "json"]
LOGGERS = ("aiohttp.access", "aiohttp.server", "apscheduler", "asyncio", "sqlalchemy.engine")


@dataclass(frozen=True)
class Logged:
    """What was logged in one form."""

    form: Form
    stream: io.StringIO

    @property
    def text(self) -> str:
        return self.stream.getvalue()


@pytest.fixture(params=["human", "json"])
def logged(request: pytest.FixtureRequest) -> Iterator[Logged]:
    """Logs set up in each form, and put back as they were afterwards."""
    root = logging.getLogger()
    before = list(root.handlers), root.level
    kept = Logged(request.param, io.StringIO())
    set_up_logs(kept.form, kept.stream)
    yield kept
    root.handlers, root.level = before
    structlog.reset_defaults()


def fail(_chat: Chat[Desk], answer: Answer) -> Say:
    raise LookupError(f"a bug that quotes {answer.text}")


def fail_in_storage(chat: Chat[Desk], answer: Answer) -> Say:
    chat.desk.session.add(Person(id=1, name=answer.text))
    chat.desk.session.add(Person(id=1, name=answer.text))
    chat.desk.session.flush()
    return Say("never")


def test_no_word_and_no_code_reaches_the_log_however_a_turn_ends(tmp_path: Path, logged: Logged) -> None:
    failing = [Command("/bug", fail), Command("/storage", fail_in_storage)]
    house = House(tmp_path, replace(ROUTER, commands=[*failing, *ROUTER.commands]))
    broken: Any = lambda _session, _row, _now: json.loads(MARKER)  # noqa: E731
    house.sender.recheck = broken

    async def run() -> None:
        async with house.open() as client:
            socket = await greeted(client)
            for frame in (
                {"text": f"{MARKER} về đất đai"},
                {"start": MARKER},
                {"press": MARKER},
                {"text": f"/bug {MARKER}"},
                {"text": f"/storage {MARKER}"},
            ):
                await socket.send_json(frame)
                await hear(socket)
            say: dict[str, Any] = {"text": MARKER, "choices": [], "files": [], "link": None}
            await house.database.write(
                lambda session: enqueue(
                    session, channel="web", chat="x", kind=MessageKind.NOTICE, say=say, now=NOW
                )
            )
            await house.sender.wake("web", "x")
            await client.get(f"/nothing/{MARKER}?start={MARKER}")

    asyncio.run(run())
    assert MARKER not in logged.text
    assert logged.text.count("turn_failed") == 2
    assert logged.text.count("recheck_failed") == 1
    for place in ("LookupError", "IntegrityError", "test_logs.py:"):
        assert place in logged.text
    if logged.form == "json":
        assert {json.loads(line)["level"] for line in logged.text.splitlines()} == {"error"}


def test_libraries_log_in_our_form_and_without_what_they_were_told(logged: Logged) -> None:
    try:
        raise ValueError(MARKER)
    except ValueError as error:
        for name in LOGGERS:
            logging.getLogger(name).exception("Error handling %s", MARKER)
            logging.getLogger(name).exception(f"Error handling {MARKER}", exc_info=error)

    assert MARKER not in logged.text
    assert logged.text.count("ValueError") == 2 * len(LOGGERS)
    assert logged.text.count("Error handling %s") == len(LOGGERS)


def test_a_command_that_fails_by_a_bug_is_one_sentence_with_its_place(tmp_path: Path, capsys: Told) -> None:
    told(capsys, "board", data=tmp_path)
    (tmp_path / "lich.ics").mkdir()
    broken = subprocess.run(
        [sys.executable, "-c", BROKEN.format(marker=MARKER), "plan", "show", "--data", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert broken.returncode == 1
    (line,) = broken.stderr.strip().splitlines()
    assert line.startswith("Chương trình có lỗi (RuntimeError tại ")
    assert "<string>:" in line
    assert MARKER not in broken.stdout + broken.stderr


BROKEN = """
import sys
import bot.services.plan_view
def fail(session):
    raise RuntimeError("{marker}")
bot.services.plan_view.plan_as_text = fail
from main import main
sys.exit(main(sys.argv[1:]))
"""
