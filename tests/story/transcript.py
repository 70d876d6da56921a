"""What was said at a channel, written down so that a change of words is seen."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "transcripts"
NAMES = {"web": "Trang web", "telegram": "Telegram", "zalo_bot": "Zalo Bot", "zalo_oa": "Zalo OA"}
PEOPLE = {"office": "Bộ phận tổng hợp", "focal": "Đầu mối", "citizen": "Người dân"}
_MASKS = (
    (re.compile(r"http://127\.0\.0\.1:\d+"), "https://tro-ly.example"),
    (re.compile(r"/gui-tep/[\w-]+"), "/gui-tep/…"),
    (re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b"), "ABCD-EFGH"),
    # The schedule is read in by a command, and a command has no clock but the real one.
    (re.compile(r"cập nhật ngày \d+/\d+/\d+"), "cập nhật ngày …"),
)


def written(channel: str, told: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """A page for the channel, a heading a person: what they said is quoted, what they heard is not."""
    lines = [f"# {NAMES[channel]}", ""]
    for who, said in told.items():
        lines += [f"## {PEOPLE[who]}", ""]
        for speaker, text in said:
            lines += [f"{'' if speaker else '> '}{line}".rstrip() for line in _masked(text).splitlines()]
            lines.append("")
    return "\n".join(lines)


def compared(channel: str, told: Mapping[str, Sequence[tuple[str, str]]]) -> tuple[object, object]:
    """What stands in the folder, and what was said now; with REWRITE=1 the latter is put there first.

    Where two answers come to one message, the next may be typed between them: each side is compared alone.
    """
    now, page = written(channel, told), FOLDER / f"{channel}.md"
    if os.environ.get("REWRITE"):
        page.write_text(now, encoding="utf-8")
    return _sides(page.read_text("utf-8") if page.exists() else ""), _sides(now)


def _sides(page: str) -> list[tuple[list[str], list[str]]]:
    """For each person the lines they said, and those they heard."""
    people = [part.splitlines() for part in page.split("\n## ")]
    return [
        (
            [one for one in lines if one.startswith(">")],
            [one for one in lines if one and not one.startswith(">")],
        )
        for lines in people
    ]


def _masked(text: str) -> str:
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text
