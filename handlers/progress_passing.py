"""An update whose task another unit has taken over meanwhile: it goes there, with all that was typed."""

from dataclasses import dataclass

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Next, Start, Step
from bot.services.desk import Desk
from bot.services.left_open import take_open
from bot.services.passed_drafts import Passed, pass_on
from bot.texts import _, _n
from handlers.progress_draft import FLOW, following, may_report
from storage.vocabulary import Role


@dataclass(frozen=True)
class Followed:
    """A step of an update; what it has taken is passed on where the task has gone to another unit."""

    step: Step[Desk]

    def ask(self, chat: Chat[Desk]) -> Say:
        return self.step.ask(chat)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        outcome = self.step.take(chat, answer)
        desk = chat.desk
        draft = {"flow": FLOW, "step": following(chat.data), "data": chat.data}
        gone = pass_on(desk.session, desk.ward, draft, chat.now)
        return End((_told(gone),)) if gone is not None else outcome


def _told(gone: Passed) -> Say:
    """To the author: where it went, and that nothing is lost."""
    first = _("Task {code} has been taken over by {unit}.", code=gone.code, unit=gone.unit)
    if gone.files:
        kept = _n(
            "What you entered, with {n} file, waits there for them to go on with.",
            "What you entered, with {n} files, waits there for them to go on with.",
            gone.files,
        )
    else:
        kept = _("What you entered waits there for them to go on with.")
    return Say(f"{first}\n{kept}", (Choice("/tasks", _("My tasks")),))


def _take_up(chat: Chat[Desk], _answer: Answer) -> Reply:
    desk = chat.desk
    assert desk.officer is not None
    seats = [seat.id for seat in desk.officer.seats if seat.role in (Role.FOCAL, Role.HEAD)]
    draft = take_open(desk.session, seats, chat.now)
    if draft is None or draft["flow"] != FLOW:
        return Say(_("Nothing waits at your seat to go on with."))
    first = Say(_("This was left open at your seat; you can go on with it, or drop it with “huỷ”."))
    return Start(FLOW, draft["data"], draft["step"], (first,))


PART: Part[Desk] = Part(commands=(Command("/take_up", _take_up, allowed=may_report),))
