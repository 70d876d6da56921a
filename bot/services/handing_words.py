"""What is said about handing over: to who is asked, to who asked, and to the office."""

from datetime import date

from bot.conversation.messages import Choice, Say
from bot.texts import N_, _, long_date, shorten
from storage.tables import Handover
from storage.vocabulary import Decision

LONGEST = 300


def asked(handover: Handover, what: str, giver: str) -> Say:
    """To the unit that is asked: with one tap it takes it, or says that it is not theirs."""
    lines = [
        _("{unit} says that this is your unit's: {what}.", unit=giver, what=what),
        *([_("They write: “{words}”", words=shorten(handover.reason, LONGEST))] if handover.reason else []),
        _("Until you answer it stays with them."),
    ]
    choices = (
        Choice(f"/accept {handover.id}", _("We take it")),
        Choice(f"/decline {handover.id}", _("Not our unit's")),
    )
    return Say("\n".join(lines), choices)


def waiting(handover: Handover, what: str, giver: str, taker: str, since: date) -> Say:
    """To the office: nobody has answered, and it may decide."""
    lines = [
        _(
            "{taker} has not answered since {day}: {giver} says that this is theirs.",
            taker=taker,
            giver=giver,
            day=long_date(since),
        ),
        what,
        _("You may decide for them; until then it stays with {unit}.", unit=giver),
    ]
    choices = (
        Choice(f"/accept {handover.id}", _("{unit} takes it", unit=shorten(taker, 40))),
        Choice(f"/decline {handover.id}", _("{unit} keeps it", unit=shorten(giver, 40))),
        Choice(f"/assign {_target(handover)}", _("Another unit")),
    )
    return Say("\n".join(lines), choices)


def agreed(what: str, giver: str, taker: str) -> Say:
    lines = [
        _("✅ {taker} has taken over from {giver}: {what}.", taker=taker, giver=giver, what=what),
        _("Reminders of it go to {unit} from now on.", unit=taker),
    ]
    return Say("\n".join(lines))


def declined(handover: Handover, what: str, taker: str) -> Say:
    """To who asked: it is still theirs, and somebody else may be asked."""
    lines = [
        _("{unit} says that this is not theirs: {what}.", unit=taker, what=what),
        _("It stays with your unit; you can ask another, or the office."),
    ]
    return Say(
        "\n".join(lines),
        (Choice("/update", _("Report now")), Choice(f"/notmine {_target(handover)}", _("Ask another unit"))),
    )


def assigned(what: str, giver: str) -> Say:
    """To the unit the office has given it to."""
    lines = [
        _("The office has given your unit what was with {unit}: {what}.", unit=giver, what=what),
        _("Reminders of it come to you from now on."),
    ]
    return Say("\n".join(lines), (Choice("/tasks", _("My tasks")),))


def inside(what: str, name: str, unit: str) -> Say:
    """To the head: who of the unit does it."""
    lines = [
        _("{name} says that somebody else of {unit} does this: {what}.", name=name, unit=unit, what=what),
        _("Please see who reports it; if your focal point is another now, tell the office."),
    ]
    return Say("\n".join(lines))


def nobody_known(what: str, unit: str, reason: str, key: str) -> Say:
    """To the office: whose it is has to be found out."""
    lines = [
        _("{unit} says that this is not theirs and does not know whose: {what}.", unit=unit, what=what),
        *([_("They write: “{words}”", words=shorten(reason, LONGEST))] if reason else []),
        _("Until you decide it stays with them."),
    ]
    return Say("\n".join(lines), (Choice(f"/assign {key}", _("Give it to a unit")),))


def passed(code: str, giver: str) -> Say:
    """To the unit that took a task over: what the other had entered waits for it."""
    text = _(
        "{unit} had begun to report task {code}: what they entered waits for you.", unit=giver, code=code
    )
    return Say(text, (Choice("/take_up", _("Go on with it")),))


DECIDED_BEFORE = {
    Decision.ASKED: N_("That is not decided yet."),
    Decision.AGREED: N_("That has been decided already: it was taken over."),
    Decision.DECLINED: N_("That has been decided already: it stays where it was."),
    Decision.REPLACED: N_("That request counts no more: another was made, or the plan has changed."),
}


def _target(handover: Handover) -> str:
    """What it is about, as the buttons name it."""
    if handover.item_id is None:
        return str(handover.obligation_id)
    return f"task-{handover.from_unit}-{handover.item_id}"
