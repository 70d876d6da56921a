"""The habits of the house that no other tool holds: short files, and sentences that can be collected."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
LONGEST = 300
SOURCES = sorted(path for path in ROOT.glob("**/*.py") if not path.relative_to(ROOT).parts[0].startswith("."))


def test_no_file_is_longer_than_can_be_read_at_a_sitting() -> None:
    sources = [*SOURCES, *(path for path in ROOT.glob("bot/channels/static/*") if path.is_file())]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in sources}

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_sentence_hides_in_an_f_string_where_it_cannot_be_collected() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for outer in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(outer, ast.JoinedStr)
        for node in ast.walk(outer)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"_", "_n", "N_"}
        if isinstance(node.args[0], ast.Constant)
    ]

    assert hidden == []
