"""What is said of somebody's leave: to the deputy, to who hears instead, and on return."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.conversation.messages import Choice, Say
from bot.services.digest_words import when
from bot.services.ward import Ward
from bot.texts import _, _n, long_date
from storage.leave import Away


def days_of(away: Away) -> dict[str, str]:
    """The first and the last day, as sentences name them."""
    return {"start": long_date(away.starts), "end": long_date(away.ends)}


def told_deputy(away: Away, due: Sequence[date], today: date, ward: Ward) -> Say:
    """That they stand in, with what falls due meanwhile; they may decline."""
    coming = sorted(day for day in due if day >= today)
    lines = [
        _(
            "{name} is away from {start} through {end} and has named you as deputy.",
            name=away.name,
            **days_of(away),
        ),
        _("Reminders of their units come to you in that time, and you can report and answer for them."),
        _n(
            "{n} due date falls by then, the next on {when}.",
            "{n} due dates fall by then, the next on {when}.",
            len(coming),
            when=when(coming[0], today, ward.calendar),
        )
        if coming
        else _("No due date falls by then."),
    ]
    late = len(due) - len(coming)
    if late:
        lines.append(_n("{n} due date has passed already.", "{n} due dates have passed already.", late))
    choices = (Choice("/tasks", _("My tasks")), Choice(f"/decline_deputy {away.id}", _("I cannot stand in")))
    return Say("\n".join(lines), choices)


def told_without_deputy(away: Away) -> Say:
    """To the head or the office: what this person would have heard comes to them."""
    lines = [
        _("{name} is away from {start} through {end}; nobody stands in.", name=away.name, **days_of(away)),
        _("What they would have been reminded of comes to you in that time."),
    ]
    return Say("\n".join(lines))


def declined(away: Away, deputy: str) -> Say:
    """To whoever is away: somebody else has to be named, or nobody is."""
    lines = [
        _("{deputy} cannot stand in for you from {start} through {end}.", deputy=deputy, **days_of(away)),
        _("Until you name another, the head of your unit or the office hears in your place."),
    ]
    return Say("\n".join(lines), (Choice("/away", _("Name another deputy")),))


def back_again(away: Away) -> Say:
    """To the deputy: it is over sooner than said."""
    return Say(_("{name} is back at work; you no longer stand in for them. Thank you.", name=away.name))


def not_away(away: Away) -> Say:
    """To the deputy: they need not stand in after all."""
    return Say(
        _("{name} no longer needs you as deputy from {start} through {end}.", name=away.name, **days_of(away))
    )


def welcome(stands: Say | None) -> Say:
    """To whoever is back, before what stands."""
    hello = _("Your leave is over: reminders come to you again.")
    return Say(hello) if stands is None else replace(stands, text=f"{hello}\n{stands.text}")
