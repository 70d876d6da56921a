"""The ladders of reminders as the office sets them: one for each kind of what is owed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.domain.ladder import LADDERS, ROLES, YEARLY, Ladder
from bot.domain.ladder_text import as_data, ladder_text, read_ladder
from bot.errors import BadInput
from bot.services.roles import role_name
from bot.services.rules import LADDER
from bot.services.ward import Ward
from bot.texts import N_, _
from storage.audit import record
from storage.rules import drop_rule, set_rule
from storage.vocabulary import ObligationKind, Role

_NAMES = {
    ObligationKind.REPORT.value: N_("Reports of a period"),
    ObligationKind.TASK.value: N_("Tasks by their own date"),
    ObligationKind.DUTY.value: N_("Duties of law around meetings"),
    ObligationKind.CONCLUSION.value: N_("Conclusions of dialogues"),
    YEARLY: N_("The yearly dialogue"),
}
KINDS = tuple(_NAMES)


def kind_name(kind: str) -> str:
    return _(_NAMES[kind])


def set_ladder(session: Session, kind: str, text: str, *, by: str, now: datetime) -> Ladder:
    """Let this ladder count from the next look on; raises BadInput with what to mend."""
    ladder = parse_ladder(kind, text)
    set_rule(session, f"{LADDER}{kind}", as_data(ladder), now, by)
    record(session, now, by, "set_ladder", f"ladder:{kind}", text=ladder_text(ladder))
    return ladder


def reset_ladder(session: Session, kind: str, *, by: str, now: datetime) -> Ladder:
    """Let the ladder that comes with the assistant count again."""
    drop_rule(session, f"{LADDER}{_known(kind)}")
    record(session, now, by, "reset_ladder", f"ladder:{kind}")
    return LADDERS[kind]


def parse_ladder(kind: str, text: str) -> Ladder:
    """Raises BadInput with what to mend, in the words people use."""
    usual = LADDERS[_known(kind)]
    try:
        return read_ladder(text, usual.first)
    except BadInput as error:
        named = dict(error.values)
        if "role" in named:
            named["role"] = role_name(Role(str(named["role"])))
        if "example" in named:
            named["example"] = ladder_to_type(usual)
        raise BadInput(error.message, **named) from error


def ladder_to_type(ladder: Ladder) -> str:
    """`đầu mối: -14, -7, 0; trưởng đơn vị: 1; nhắc lại: 5`, as `parse_ladder` reads it."""
    rows = [(role_name(role), ladder.rungs[role]) for role in ROLES if ladder.rungs.get(role)]
    rows.append((_("again"), (ladder.again,)))
    return "; ".join(f"{word}: {', '.join(map(str, days))}" for word, days in rows)


def ladder_line(kind: str, ladder: Ladder) -> str:
    """`Báo cáo kỳ: đầu mối -14, -7, 0; trưởng đơn vị +1; nhắc lại sau mỗi 5 ngày làm việc.`"""
    roles = [
        _("{role} {days}", role=role_name(role), days=", ".join(map(_signed, ladder.rungs[role])))
        for role in ROLES
        if ladder.rungs.get(role)
    ]
    values = {"kind": kind_name(kind), "roles": "; ".join(roles), "again": ladder.again}
    return _("{kind}: {roles}; again every {again} working days while it is late.", **values)


def ladders_as_text(ladders: Mapping[str, Ladder], kind: str | None = None) -> str:
    """For the command line: what is set, as it can be given back."""
    return "\n".join(f"{each}: {ladder_text(ladders[each])}" for each in ([_known(kind)] if kind else KINDS))


def ladders_as_data(ward: Ward, kind: str | None = None) -> list[dict[str, Any]]:
    return [
        {"kind": each, **as_data(ward.ladders[each]), "own": ward.ladders[each] != LADDERS[each]}
        for each in ([_known(kind)] if kind else KINDS)
    ]


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise BadInput(
            "There is no such kind: {kind}; known are: {known}.", kind=kind[:20], known=", ".join(KINDS)
        )
    return kind


def _signed(offset: int) -> str:
    return f"+{offset}" if offset > 0 else f"{offset}".replace("-", "−")
