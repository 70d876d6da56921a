"""Structured logs: ids and outcomes, never a token or what people wrote."""

import logging
import sys
from collections.abc import Mapping
from typing import Any, Literal, TextIO

import structlog


def set_up_logs(form: Literal["human", "json"], stream: TextIO | None = None) -> None:
    """Log to stderr, or `stream`, one line an event; other libraries only from warnings up."""
    stream = stream or sys.stderr
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=stream.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_values,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Lines()], force=True)
    logging.getLogger("aiohttp.access").setLevel(logging.ERROR)


def _without_values(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Keep where a failure happened and its kind; its message may quote what somebody wrote."""
    failed = event.pop("exc_info", None)
    error = failed if isinstance(failed, BaseException) else sys.exc_info()[1] if failed else None
    return event if error is None else {**event, **_kind_and_place(error)}


def _kind_and_place(error: BaseException) -> dict[str, str]:
    return {"error": type(error).__name__, "where": place(error, 6)}


def place(error: BaseException, steps: int = 1) -> str:
    """The last lines of our own and others' code that a failure went through, as file:line."""
    passed = []
    trace = error.__traceback__
    while trace is not None:
        passed.append(f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(passed[-steps:])


class _Lines(logging.Handler):
    """What libraries log, in our form: the template of the message, never what was filled in."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        told = {} if error is None else _kind_and_place(error)
        log = structlog.get_logger().bind(logger=record.name, **told)
        log.log(record.levelno, str(record.msg) if record.args or error is None else "library_failed")


def tell_of_failure(_loop: object, context: Mapping[str, Any]) -> None:
    """What went wrong in a task nobody waits for; asyncio itself would quote it whole."""
    error = context.get("exception")
    structlog.get_logger().error("task_failed", exc_info=error if isinstance(error, BaseException) else None)
