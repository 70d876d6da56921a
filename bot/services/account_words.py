"""The account of a unit and a day in words: a line for what is owed, or all that happened to it."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.domain.deadlines import BY_PERIOD, period_name
from bot.domain.progress import state_words
from bot.services.account import Account, Coming, Owing, actor_id, fate
from bot.services.as_of import MERGED
from bot.services.digest_words import when
from bot.services.fates import fate_name
from bot.services.roles import TELEPHONE, channel_name, role_name
from bot.services.rule_words import rule_words
from bot.services.ward import Ward
from bot.texts import N_, _, _n, clock_time, long_date, short_date, shorten
from storage.account import Message
from storage.tables import Entry, Period
from storage.vocabulary import Decision, Event, Moved, ObligationKind, ObligationState

LONGEST_TASK = 60
_STATES = {
    ObligationState.OPEN: N_("not done yet"),
    ObligationState.MET: N_("done"),
    ObligationState.CANCELLED: N_("asked for no more"),
    ObligationState.LAPSED: N_("not done, and not taken any more"),
}
MOVES = {
    Moved.CONFIRMED: N_("On {day} the office moved it from {was} to {is_}."),
    Moved.CALENDAR: N_("On {day} it moved from {was} to {is_}: days off had changed."),
    Moved.PLAN: N_("On {day} it moved from {was} to {is_}: the plan had changed."),
    Moved.MEETING: N_("On {day} it moved from {was} to {is_}: the meeting had."),
    Moved.EXTENSION: N_("On {day} {who} gave longer, from {was} to {is_}."),
}
_LONGER = {
    Decision.ASKED.value: N_("{day}: {who} asked for longer, until {until}."),
    Decision.AGREED.value: N_("{day}: {who} agreed to {until}."),
    Decision.DECLINED.value: N_("{day}: {who} did not agree to longer."),
    Decision.REPLACED.value: N_("{day}: the request for longer fell away."),
}
_HANDED = {
    Decision.ASKED.value: N_("{day}: {who} said that it is for {unit} to do."),
    Decision.AGREED.value: N_("{day}: {who} took it over for {unit}."),
    Decision.DECLINED.value: N_("{day}: {who} did not take it over for {unit}."),
    Decision.REPLACED.value: N_("{day}: the hand-over to {unit} fell away."),
    "inside": N_("{day}: {who} said that somebody else in the unit has it to do; its head was told."),
    "office": N_("{day}: {who} did not know whose it is; the office was told."),
    MERGED: N_("{day}: it went over to {unit}."),
}
_HAPPENED = {
    Event.NOTED: N_("{day}: {who} has seen it."),
    Event.CORRECTED: N_("{day}: {who} was told of the change."),
}


def subject(each: Owing) -> str:
    """What is owed, by its name."""
    if each.one.kind is ObligationKind.REPORT:
        return _("Report for {period}", period=period_name(each.one.period_code or ""))
    if each.item is not None:
        return _("Task {code}", code=each.item.code)
    return each.words or each.one.text


def headline(told: Account, ward: Ward) -> str:
    return _n(
        "{unit}, {day}: {n} entry in the ledger.",
        "{unit}, {day}: {n} entries in the ledger.",
        len(told.owing),
        unit=told.unit.name,
        day=long_date(told.day),
    )


def brief(each: Owing, day: date) -> str:
    """One line."""
    values = {"subject": subject(each), "due": short_date(each.then.due), "state": state(each, day)}
    told = len(each.messages)
    if not told:
        return _("{subject}: due {due}, {state}.", **values)
    return _n(
        "{subject}: due {due}, {state}; reminded {n} time.",
        "{subject}: due {due}, {state}; reminded {n} times.",
        told,
        **values,
    )


def state(each: Owing, day: date) -> str:
    if each.then.state is ObligationState.OPEN and each.then.due < day:
        return _("overdue")
    return _(_STATES[each.then.state])


def whole(told: Account, each: Owing, period: Period | None, ward: Ward) -> list[str]:
    """All that is known of one entry, a short line each: why then, who was told, what was said, what next."""
    by_rule = each.then.extended_from or each.then.due
    return [
        _(
            "{subject}: due {when}, {state}.",
            subject=subject(each),
            when=when(each.then.due, told.day, ward.calendar),
            state=state(each, told.day),
        ),
        *([shorten(each.item.text, LONGEST_TASK)] if each.item is not None else []),
        rule_words(each.one, by_rule, each.item, period, said=long_date(by_rule), ward=ward),
        *_certainty(told, each, ward),
        *(_move(told, entry, ward) for entry in each.moves),
        *(_message(message, told.until, ward) for message in each.messages),
        *(line for entry in each.answers if (line := _answer(told, entry, ward))),
        *_reported(each, ward),
        *_waiting(told, each, ward),
        *_next(each),
    ]


def account_as_text(told: Account, periods: Mapping[str, Period], ward: Ward) -> str:
    """Everything, for the command line."""
    each = (whole(told, one, periods.get(one.one.period_code or ""), ward) for one in told.owing)
    blocks = ["\n  ".join(lines) for lines in each]
    return "\n\n".join([headline(told, ward), *blocks])


def _certainty(told: Account, each: Owing, ward: Ward) -> list[str]:
    if (
        each.confirmed is not None
        and each.one.kind is ObligationKind.TASK
        and each.one.reason not in BY_PERIOD
    ):
        return []
    if each.confirmed is not None:
        at, actor = each.confirmed
        return [
            _(
                "{who} confirmed this date on {day}.",
                who=_who(told, actor_id(actor)),
                day=short_date(ward.day(at)),
            )
        ]
    if each.one.kind in (ObligationKind.REPORT, ObligationKind.TASK):
        return [_("This date is proposed; the office has not confirmed it yet.")]
    return []


def _move(told: Account, entry: Entry, ward: Ward) -> str:
    was, is_ = (date.fromisoformat(str(entry.detail[name])) for name in ("was", "is"))
    return _(
        MOVES[Moved(entry.detail["why"])],
        day=short_date(ward.day(entry.at)),
        was=short_date(was),
        is_=short_date(is_),
        who=_who(told, entry.person_id),
    )


def _message(message: Message, until: datetime, ward: Ward) -> str:
    at = message.reminder.created_at.astimezone(ward.zone)
    values = {
        "day": short_date(at.date()),
        "time": clock_time(at),
        "name": message.name,
        "role": role_name(message.reminder.role),
    }
    if message.channel == TELEPHONE:
        return _("{time} {day}: {name} ({role}) was told by telephone.", **values)
    values |= {"channel": channel_name(ward, message.channel), "fate": fate_name(fate(message, until))}
    failed = [
        channel_name(ward, way["channel"]) for way in message.tried if way["channel"] != message.channel
    ]
    if failed:
        tried = ", ".join(dict.fromkeys(failed))
        return _(
            "{time} {day}: {name} ({role}) by {channel}: {fate}; tried before: {tried}.",
            tried=tried,
            **values,
        )
    return _("{time} {day}: {name} ({role}) by {channel}: {fate}.", **values)


def _answer(told: Account, entry: Entry, ward: Ward) -> str:
    """One line of the journal; "" where there is nothing to say of it."""
    values = {"day": short_date(ward.day(entry.at)), "who": _who(told, entry.person_id)}
    until = _day(entry.detail.get("until"))
    if entry.what is Event.LONGER:
        said = _LONGER.get(str(entry.detail.get("decision")))
        return _(said, until=until, **values) if said is not None else ""
    if entry.what is Event.HANDED:
        said = _HANDED.get(str(entry.detail.get("step", MERGED)))
        unit = told.units.get(entry.detail.get("to") or 0, "–")
        return _(said, unit=unit, **values) if said is not None else ""
    if entry.what is Event.PUT_OFF:
        return _("{day}: {who} asked to be reminded on {until}.", until=until, **values)
    if entry.what is Event.AWAY:
        deputy = entry.detail.get("deputy")
        if entry.detail.get("from") is None:
            return _("{day}: {who} is back.", **values)
        if isinstance(deputy, int):
            return _(
                "{day}: {who} is on leave until {until}; {deputy} stands in.",
                until=until,
                deputy=_who(told, deputy),
                **values,
            )
        return _("{day}: {who} is on leave until {until}.", until=until, **values)
    return _(_HAPPENED[entry.what], **values)


def _reported(each: Owing, ward: Ward) -> list[str]:
    return [
        _(
            "{day}: receipt {receipt}, task {code}, {state} ({name}).",
            day=short_date(ward.day(update.row.created_at)),
            receipt=update.row.receipt,
            code=update.code,
            state=state_words(update.row.state, update.row.percent),
            name=update.name or "–",
        )
        for update in each.updates
    ]


def _waiting(told: Account, each: Owing, ward: Ward) -> list[str]:
    lines = []
    if each.longer is not None:
        lines.append(
            _(
                "{who}'s request for longer, until {until}, waits since {day}.",
                who=_who(told, each.longer.asked_by),
                until=short_date(each.longer.wanted),
                day=short_date(ward.day(each.longer.asked_at)),
            )
        )
    if each.handed is not None:
        asked = short_date(ward.day(each.handed.asked_at))
        lines.append(_("The other unit has not answered the hand-over of {day} yet.", day=asked))
    return lines


def _next(each: Owing) -> list[str]:
    return [_coming(each.coming[0])] if each.coming else []


def _coming(coming: Coming) -> str:
    values = {"day": long_date(coming.day), "role": role_name(coming.role)}
    if not coming.names:
        return _("Next: {day}, but nobody is the {role}.", **values)
    names = ", ".join(coming.names[:3])
    if coming.put_off:
        return _("Next: {day}, as asked, to {names} ({role}).", names=names, **values)
    return _("Next: {day}, to {names} ({role}).", names=names, **values)


def _day(value: object) -> str:
    """A day as the journal keeps it: a date, or a moment."""
    return short_date(date.fromisoformat(str(value)[:10])) if value else "–"


def _who(told: Account, person_id: int | None) -> str:
    return told.names.get(person_id or 0) or _("The office")
