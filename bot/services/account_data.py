"""The account of a unit and a day as programs read it: everything, under fixed names."""

from datetime import datetime
from typing import Any

from bot.services.account import Account, Owing, fate
from bot.services.account_words import state, subject
from bot.services.rule_words import rule_words
from bot.services.ward import Ward
from bot.texts import long_date
from storage.account import Message
from storage.tables import Entry, Period
from storage.vocabulary import Event


def account_as_data(told: Account, periods: dict[str, Period], ward: Ward) -> dict[str, Any]:
    return {
        "unit": told.unit.code,
        "name": told.unit.name,
        "day": told.day.isoformat(),
        "until": _at(told.until, ward),
        "entries": [_entry(told, each, periods.get(each.one.period_code or ""), ward) for each in told.owing],
    }


def _entry(told: Account, each: Owing, period: Period | None, ward: Ward) -> dict[str, Any]:
    then = each.then
    by_rule = then.extended_from or then.due
    return {
        "id": each.one.id,
        "kind": each.one.kind.value,
        "subject": subject(each),
        "period": each.one.period_code,
        "task": each.item.code if each.item is not None else None,
        "due": then.due.isoformat(),
        "extended_from": then.extended_from.isoformat() if then.extended_from is not None else None,
        "state": then.state.value,
        "stands": state(each, told.day),
        "reason": each.one.reason,
        "why": rule_words(each.one, by_rule, each.item, period, said=long_date(by_rule), ward=ward),
        "confirmed": {"at": _at(each.confirmed[0], ward), "by": each.confirmed[1]}
        if each.confirmed
        else None,
        "journal": [_line(told, entry, ward) for entry in each.entries if entry.what is not Event.LAID],
        "reminders": [_message(message, told, ward) for message in each.messages],
        "updates": [
            {
                "at": _at(update.row.created_at, ward),
                "receipt": update.row.receipt,
                "task": update.code,
                "state": update.row.state.value,
                "percent": update.row.percent,
                "by": update.name,
            }
            for update in each.updates
        ],
        "waiting": [
            *([{"what": "longer", "until": each.longer.wanted.isoformat()}] if each.longer else []),
            *([{"what": "handed", "to": each.handed.to_unit}] if each.handed else []),
        ],
        "next": [
            {
                "day": one.day.isoformat(),
                "role": one.role.value,
                "to": list(one.names),
                "put_off": one.put_off,
            }
            for one in each.coming
        ],
    }


def _line(told: Account, entry: Entry, ward: Ward) -> dict[str, Any]:
    who = told.names.get(entry.person_id or 0)
    return {"at": _at(entry.at, ward), "what": entry.what.value, "by": who, **entry.detail}


def _message(message: Message, told: Account, ward: Ward) -> dict[str, Any]:
    said = message.reminder
    return {
        "at": _at(said.created_at, ward),
        "to": message.name,
        "role": said.role.value,
        "rung": said.rung,
        "arming": said.arming,
        "due": said.told_due.isoformat() if said.told_due is not None else None,
        "channel": message.channel,
        "state": fate(message, told.until).value,
        "tried": [{"channel": way["channel"], "refusal": way["refusal"]} for way in message.tried],
    }


def _at(moment: datetime, ward: Ward) -> str:
    return moment.astimezone(ward.zone).isoformat(timespec="seconds")
