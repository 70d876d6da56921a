"""Chats in which longer is asked for and decided on."""

from sqlmodel import Session, select

from bot.conversation.messages import Say
from bot.conversation.router import Command, Router
from bot.services.desk import Desk
from handlers.extensions import PART as ASKING
from handlers.leader_decisions import PART as DECIDING
from storage.tables import Extension
from tests.services.longer import (
    MORNING,
    report,
)
from tests.services.owing import WARD
from tests.ward import WardTalk


def router_of_longer() -> Router[Desk]:
    parts = (ASKING, DECIDING)
    return Router(
        flows={flow.name: flow for part in parts for flow in part.flows},
        commands=[
            *(command for part in parts for command in part.commands),
            Command("/tasks", lambda _chat, _answer: Say("Tasks.")),
        ],
        fallback=lambda _chat, answer: Say(f"Heard {answer.text}"),
        help=lambda _chat: Say("Help."),
        files=lambda _chat, _answer: Say("Files."),
    )


def talk_of(session: Session, chat: str) -> WardTalk:
    return WardTalk(session, router_of_longer(), WARD, chat, now=MORNING)


def begin(talk: WardTalk) -> WardTalk:
    """Longer for the half-year report, its day not named yet."""
    talk.hear(f"/extend {report(talk.session).id}")
    return talk


def extensions(talk: WardTalk) -> list[Extension]:
    talk.session.expire_all()
    return list(talk.session.exec(select(Extension)).all())


def number(talk: WardTalk) -> int:
    return extensions(talk)[-1].id or 0
