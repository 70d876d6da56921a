"""The style sheet's colours: what is read stands out enough (WCAG AA), by day and by night."""

import re
from importlib.resources import files

import pytest

READ_ON = (
    ("ink", "ground"),
    ("ink", "paper"),
    ("quiet", "ground"),
    ("quiet", "paper"),
    ("accent", "ground"),
    ("accent", "paper"),
    ("accent", "soft"),
    ("on-accent", "accent"),
    ("wrong", "ground"),
)
ENOUGH = 4.5
SCHEMES = ("light", "dark")


def colours(scheme: str) -> dict[str, str]:
    """The named colours in force; the dark ones come second in the file."""
    sheet = files("bot.channels").joinpath("static", "chat.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)
    return dict(re.findall(r"--([\w-]+): #([0-9a-f]+);", blocks[SCHEMES.index(scheme)]))


def light_of(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    long = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
    parts = [int(long[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((light_of(one), light_of(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_text_stands_out_from_its_ground(scheme: str) -> None:
    named = colours(scheme)
    faint = [pair for pair in READ_ON if contrast(named[pair[0]], named[pair[1]]) < ENOUGH]
    assert faint == []


def test_black_on_white_is_as_far_apart_as_it_gets() -> None:
    assert contrast("000", "fff") == 21
