"""Everything shown to people passes through here: catalogue look-up, and dates as the ward says them."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from bot.errors import AssistantError

LOCALES = ("vi", "en")
_locale: ContextVar[str] = ContextVar("locale", default="vi")


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Say everything inside the block in `locale` (vi or en; anything else is vi)."""
    token = _locale.set(locale if locale in LOCALES else LOCALES[0])
    try:
        yield
    finally:
        _locale.reset(token)


def spoken() -> str:
    """The locale in force."""
    return _locale.get()


def _(message: str, **values: object) -> str:
    """The sentence for `message` in the locale in force, its {fields} filled from `values`."""
    text = _catalogue(_locale.get()).ugettext(message)
    return text.format(**values) if values else text


def _n(singular: str, plural: str, n: int, **values: object) -> str:
    """As `_`, in the form that fits the count `n`, which fills {n}."""
    return _catalogue(_locale.get()).ungettext(singular, plural, n).format(n=n, **values)


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools know
    """Mark a sentence for the catalogues where it is only said later."""
    return message


def explain(error: AssistantError) -> str:
    """The sentence an expected failure carries, in the locale in force."""
    return _(error.message, **error.values)


def weekday(day: date) -> str:
    """`Thứ Hai`, `Chủ Nhật`; `Monday` in English."""
    name = format_date(day, "EEEE", locale=_locale.get())
    return name[:1].upper() + name[1:]


def long_date(day: date) -> str:
    """`Thứ Hai 15/6/2026`; in English `Monday, 15 June 2026`."""
    if _locale.get() == "vi":
        return f"{weekday(day)} {day.day}/{day.month}/{day.year}"
    return format_date(day, "EEEE, d MMMM y", locale=_locale.get())


def short_date(day: date) -> str:
    """`15/6/2026`; in English `15 Jun 2026`."""
    if _locale.get() == "vi":
        return f"{day.day}/{day.month}/{day.year}"
    return format_date(day, "d MMM y", locale=_locale.get())


def clock_time(moment: datetime | time) -> str:
    """`8h00`, `17h30`; in English `08:00`. A datetime must already be in the ward's zone."""
    if _locale.get() == "vi":
        return f"{moment.hour}h{moment.minute:02d}"
    return f"{moment.hour:02d}:{moment.minute:02d}"


def shorten(text: str, most: int) -> str:
    """One line of at most `most` letters, cut between words where it can be."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    word, space, _rest = cut.rpartition(" ")
    return f"{(word if space and len(word) > most // 2 else cut).rstrip(' ,;:.')}…"


@cache
def _catalogue(locale: str) -> Translations:
    """The compiled catalogue, or the .po itself where it is newer than what was compiled from it."""
    folder = Path(str(files("locales"))) / locale / "LC_MESSAGES"
    source, compiled = folder / "messages.po", folder / "messages.mo"
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        with compiled.open("rb") as stream:
            return Translations(stream)
    buffer = io.BytesIO()
    with source.open("rb") as stream:
        write_mo(buffer, read_po(stream, locale=locale))
    buffer.seek(0)
    return Translations(buffer)
