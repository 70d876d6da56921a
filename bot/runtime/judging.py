"""A message at the moment it leaves: as it is to be said now, or what became of it instead."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from sqlmodel import Session

from bot.channels.port import Capabilities, Part
from bot.channels.render import LinkTo, render, split
from bot.conversation.messages import Address, Choice, Position, Say, Spoken, offer
from bot.runtime.fates import Fate, repeated_part, send_by
from bot.services.routes import Way, let_go, may_have_arrived
from bot.texts import _, speaking
from storage.conversations import keep_state, load_state, quiet_until
from storage.lanes import can_hold, change
from storage.outbox import settle
from storage.tables import Outbox, Person
from storage.vocabulary import Delivery, MessageKind

Recheck: TypeAlias = Callable[[Session, Outbox, datetime], dict[str, Any] | None]
Choose: TypeAlias = Callable[[Session, Outbox, datetime], Way | None]


@dataclass(frozen=True)
class Ready:
    """A message that may be sent now; `row` is as it stood before it was leased.

    `mark` is said ahead of its next part where that may have arrived before. `is_aside`: a conversation is
    open in that chat, so that a number typed there answers its question and no choice of this.
    """

    row: Outbox
    spoken: Spoken
    paid: bool
    mark: str = ""
    is_aside: bool = False


@dataclass(frozen=True)
class Judge:
    """Judges what was pushed when it leaves: `recheck` rewrites or drops it, `choose` sends it another way.

    What has begun to leave is finished as it was begun. Replies are said as they were written.
    """

    recheck: Recheck
    choose: Choose
    locale: str

    def judge(self, session: Session, row: Outbox, now: datetime) -> Ready | Fate:
        """What to send, or what was written down instead; what a failure wrote is undone."""
        if row.kind is MessageKind.REPLY or row.parts_sent:
            return Ready(row, Spoken.from_data(row.say), row.paid, self._mark(session, row))
        with session.begin_nested():
            return self._judged(session, row, now)

    def _judged(self, session: Session, row: Outbox, now: datetime) -> Ready | Fate:
        assert row.id is not None
        place = Address(row.channel, row.chat)
        say = self.recheck(session, row, now)
        if say is None:
            state = let_go(row)
            settle(session, row.id, state)
            return Fate(state, place)
        way = self.choose(session, row, now)
        if way is not None and (way.held or way.later or way.address != place):
            return send_by(session, row, way, now)
        if way is not None and way.paid != row.paid:
            change(session, row.id, paid=way.paid)
        until = quiet_until(session, row.channel, row.chat)
        if until is not None and until > now:
            settle(session, row.id, Delivery.QUEUED, not_before=until)
            return Fate(Delivery.QUEUED, place)
        offered = _offered(session, row, Spoken.from_data(say), now)
        if offered is None:
            return Fate(Delivery.QUEUED, place)
        spoken, is_aside = offered
        if mark := self._mark(session, row):
            spoken = replace(spoken, text=f"{mark}\n{spoken.text}")
        return Ready(row, spoken, row.paid if way is None else way.paid, is_aside=is_aside)

    def _mark(self, session: Session, row: Outbox) -> str:
        """What says that this part may have arrived before, here or another way, if it may."""
        is_repeat = repeated_part(row) == row.parts_sent if row.parts_sent else may_have_arrived(row)
        if not is_repeat:
            return ""
        person = session.get(Person, row.person_id) if row.person_id is not None else None
        with speaking(person.locale if person is not None else self.locale):
            return _("(This message may have reached you before.)")


def parts_of(ready: Ready, capabilities: Capabilities, link_to: LinkTo) -> list[Part]:
    """All parts of a message, the next one marked where it has to be and there is room."""
    row = ready.row
    parts = render(
        row.id or 0, ready.spoken, capabilities, link_to, paid=ready.paid, lists=not ready.is_aside
    )
    if ready.mark and row.parts_sent < len(parts):
        marked = f"{ready.mark}\n{parts[row.parts_sent].text}"
        if len(split(marked, capabilities.text_limit, capabilities.unit)) == 1:
            parts[row.parts_sent] = replace(parts[row.parts_sent], text=marked)
    return parts


def _offered(session: Session, row: Outbox, spoken: Spoken, now: datetime) -> tuple[Spoken, bool] | None:
    """Let the choices be answered by number too, where no conversation is waiting; whether one is.

    None while a turn is being taken in that chat: it would write over what is kept here.
    """
    if not spoken.choices:
        return spoken, False
    if not can_hold(session, str(Address(row.channel, row.chat))):
        return None
    position = Position.from_data(load_state(session, row.channel, row.chat))
    if position.flow is not None:
        return spoken, True
    say = Say(spoken.text, tuple(Choice(value, label) for value, label in spoken.choices))
    (numbered,) = offer(position, [say])
    keep_state(session, row.channel, row.chat, position.as_data(), now)
    return replace(spoken, choices=numbered.choices), False
