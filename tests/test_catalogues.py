"""Every sentence in the code is in both catalogues, whole, with the same fields, and nothing else is."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import read_po

from bot.texts import LOCALES

ROOT = Path(__file__).parents[1]
_FIELD = re.compile(r"{(\w*)[^}]*}")
Key = str | tuple[str, ...]


@cache
def said() -> frozenset[Key]:
    """The sentences `make texts` collects, with the same keywords and from the same files."""
    keywords = re.search(r'--keywords "([^"]*)"', (ROOT / "Makefile").read_text(encoding="utf-8"))
    mapping = re.findall(r"\[python: (.*)\]", (ROOT / "babel.cfg").read_text(encoding="utf-8"))
    assert keywords is not None
    found = extract_from_dir(
        ROOT,
        method_map=[(pattern, "python") for pattern in mapping],
        keywords=parse_keywords(keywords[1].split()),
        directory_filter=lambda folder: not Path(folder).name.startswith("."),
    )
    return frozenset(message for _file, _line, message, _comments, _context in found)


def entries(locale: str) -> Iterator[Message]:
    return (message for message in catalogue(locale) if message.id)


@cache
def catalogue(locale: str) -> Catalog:
    with (ROOT / "locales" / locale / "LC_MESSAGES" / "messages.po").open("rb") as stream:
        return read_po(stream, locale=locale)


def key(message: Message) -> Key:
    return message.id if isinstance(message.id, str) else tuple(message.id or ())


def english_forms(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id or ())


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def fields(text: str) -> set[str]:
    return set(_FIELD.findall(text))


def test_the_code_says_something_in_every_way_it_can() -> None:
    """The collection itself works: plain, counted, marked for later, and carried by an error."""
    assert {
        "Cancelled. Nothing was sent.",
        ("{n} unit read.", "{n} units read."),
        "My channels",
        "There is no unit with the code {unit}.",
        "In {code}, “{unit}” both leads and coordinates.",
    } <= said()


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_is_missing_and_none_is_left_over(locale: str) -> None:
    known = {key(message) for message in entries(locale)}
    assert (sorted(map(str, said() - known)), sorted(map(str, known - said()))) == ([], [])
    assert list(catalogue(locale).obsolete) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_is_said_in_every_form_and_none_is_a_guess(locale: str) -> None:
    wanted = catalogue(locale).num_plurals
    assert [
        message.id
        for message in entries(locale)
        if message.fuzzy
        or not all(form.strip() for form in forms(message))
        or len(forms(message)) != (wanted if message.pluralizable else 1)
    ] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_form_of_a_sentence_has_its_fields(locale: str) -> None:
    """Where a language has one form for every count, it is the form of many."""
    assert [
        (english, form)
        for message in entries(locale)
        for english, form in zip(reversed(english_forms(message)), reversed(forms(message)), strict=False)
        if fields(form) != fields(english)
    ] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_catalogue_compiles(locale: str) -> None:
    """A percent sign before a space and a letter is taken for a placeholder, and stops the installation."""
    errors = [(message.id, found) for message, found in catalogue(locale).check() if found]
    assert errors == []
    assert [message.id for message in entries(locale) if message.python_format] == []
