"""What the documents say: their commands exist, their example runs, their links lead somewhere."""

import re
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest
from sqlmodel import Session

from bot.services.ward import Ward
from bot.settings import Settings
from bot.settings_channels import ChannelSettings
from handlers.house import PARTS, assemble
from main import main

ROOT = Path(__file__).parents[1]
SETTINGS = {
    f"BOT_{name.upper()}"
    for name in (*Settings.model_fields, *ChannelSettings.model_fields)
    if name != "channels"
}
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_every_link_to_a_file_leads_to_one() -> None:
    links = [(page, link) for page in PAGES for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", _text(page))]

    assert links
    assert [link for page, link in links if not (page.parent / link).exists()] == []


def test_every_command_in_the_documents_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    said = {
        tuple(re.findall(r"[a-z]+", match)[:2])
        for page in PAGES
        for match in re.findall(r"main\.py ((?:plan|people|schedule) [a-z]+|[a-z]+)", _text(page))
    }

    assert len(said) > 5
    for words in said:
        assert main([*words, "--help"]) == 0, words
    capsys.readouterr()


def test_every_make_target_in_the_documents_is_one() -> None:
    targets = set(re.findall(r"^([a-z]+):", _text(ROOT / "Makefile"), re.MULTILINE))
    said = {
        target for page in PAGES for target in re.findall(r"(?:^|`)make ([a-z]+)", _text(page), re.MULTILINE)
    }

    assert said
    assert said <= targets


def test_every_setting_is_explained() -> None:
    explained = set(re.findall(r"`(BOT_[A-Z_]+)`", _text(ROOT / "docs" / "operations.md")))

    assert explained == SETTINGS


def test_the_example_of_settings_names_them_all() -> None:
    named = re.findall(r"^#?(BOT_[A-Z_]+)=", _text(ROOT / ".env.example"), re.MULTILINE)

    assert sorted(named) == sorted(SETTINGS)


def test_the_conversation_of_the_contributing_guide_plays(memory_session: Session, ward: Ward) -> None:
    conversation, test = re.findall(
        r"^ *```python\n(.+?)^ *```", _text(ROOT / "CONTRIBUTING.md"), re.MULTILINE | re.DOTALL
    )
    module, checks = ModuleType("suggestion"), ModuleType("test_suggestion")
    exec(compile(conversation, "CONTRIBUTING.md", "exec"), module.__dict__)
    exec(compile(dedent(test), "CONTRIBUTING.md", "exec"), checks.__dict__)
    checks.__dict__["ROUTER"] = assemble((*PARTS, module.PART))

    checks.__dict__["test_a_topic_is_asked_for_and_noted"](memory_session, ward)


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")
