"""What went wrong with a command, in one sentence, and the exit code that says so to programs."""

import io
import os
import sys

import typer
from typer.exceptions import TyperException

from bot.errors import AssistantError, BadInput
from bot.runtime.logs import place
from bot.texts import _, explain


def read_any_bytes() -> None:
    """Let no byte that is no text stop a command: it is read and written as a mark in its place."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def tell(error: BaseException) -> int:
    """Say it on stderr; the exit code. A bug is told with its kind and place, never with its words."""
    match error:
        case AssistantError():
            _say(explain(error))
            return error.exit_code
        case TyperException():
            _say(_usage(error))
            return BadInput.exit_code
        case SystemExit():
            return error.code if isinstance(error.code, int) else 1
        case typer.Abort() | KeyboardInterrupt():
            return 1
        case BrokenPipeError():
            # Whoever was reading has gone; Python would complain once more as it closes the stream.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1
    _say(
        _(
            "This is a mistake in the program ({kind} at {place}). Nothing was changed; please report it.",
            kind=type(error).__name__,
            place=place(error, 3),
        )
    )
    return 1


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _usage(error: TyperException) -> str:
    """What is wrong with the way a command was typed."""
    parameter, option = getattr(error, "param", None), getattr(error, "option_name", None)
    if option is not None and type(error).__name__ == "BadOptionUsage":
        return _("The value of {name} cannot be used; see --help.", name=option)
    if option is not None:
        return _("There is no option {option}; see --help.", option=option)
    if parameter is None and not _is_group(error):
        return _("There is more than this command takes; see --help.")
    if parameter is None:
        return _("There is no such command; see --help.")
    name = parameter.metavar or parameter.opts[0]
    if type(error).__name__ == "MissingParameter":
        return _("{name} is missing; see --help.", name=name)
    return _("The value of {name} cannot be used; see --help.", name=name)


def _is_group(error: TyperException) -> bool:
    """Whether it was a command that names others."""
    return hasattr(getattr(getattr(error, "ctx", None), "command", None), "commands")
