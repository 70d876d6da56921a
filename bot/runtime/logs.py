"""Structured logs: ids and outcomes, never a token or what people wrote."""

import logging
import sys
from typing import Literal

import structlog


def set_up_logs(form: Literal["human", "json"]) -> None:
    """Log to stderr, one line an event; other libraries only from warnings up."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_values,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("aiohttp.access").setLevel(logging.ERROR)


def _without_values(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Keep where a failure happened and its kind; its message may quote what somebody wrote."""
    if event.pop("exc_info", None):
        kind, error, trace = sys.exc_info()
        if kind is not None and error is not None:
            event["error"] = kind.__name__
            steps = []
            while trace is not None:
                code = trace.tb_frame.f_code
                steps.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
                trace = trace.tb_next
            event["where"] = " > ".join(steps[-6:])
    return event
