"""The words of a request for longer: to whoever decides, and of what was decided."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlmodel import Session

from bot.conversation.messages import Choice, Say
from bot.services.digest_words import subject_of, when
from bot.services.duty_words import owed_in_words
from bot.services.ward import Ward
from bot.texts import _, _n, long_date, short_date, shorten
from storage.extensions import Request, newer_request, told_on
from storage.people import names_of
from storage.tables import Extension, Obligation, PlanItem, Unit
from storage.vocabulary import Decision, ObligationKind, ObligationState

LONGEST = 80


def named(session: Session, owed: Obligation) -> str:
    """What is owed, in a few words."""
    item = session.get(PlanItem, owed.item_id) if owed.item_id is not None else None
    codes = {item.id: item.code} if item is not None else {}
    return shorten(subject_of([owed], codes, owed_in_words(session, [owed])), LONGEST)


def described(session: Session, owed: Obligation) -> str:
    """What is owed, for somebody who does not know the plan's numbers by heart."""
    item = session.get(PlanItem, owed.item_id) if owed.item_id is not None else None
    if item is None:
        return named(session, owed)
    return _("Task {code} ({words})", code=item.code, words=shorten(item.text, LONGEST))


def label_of(session: Session, owed: Obligation, units: Collection[int]) -> str:
    """What is owed as one of several to pick from: with its day, and its unit where there are several."""
    what = _("{subject}, due {due}", subject=shorten(named(session, owed), 40), due=short_date(owed.due))
    unit = session.get(Unit, owed.unit_id) if len(units) > 1 else None
    return _("{what} ({unit})", what=what, unit=shorten(unit.name, 30)) if unit is not None else what


def request_say(session: Session, ward: Ward, request: Request, now: datetime, *, again: bool = False) -> Say:
    """The request as whoever decides on it sees it."""
    owed, extension, today = request.obligation, request.extension, ward.day(now)
    about = {"unit": request.unit, "subject": described(session, owed)}
    if again:
        first = _("{unit} still waits for your decision on longer for “{subject}”.", **about)
    else:
        first = _("{unit} asks for longer for “{subject}”.", **about)
    lines = [
        first,
        _due_and_wanted(ward, owed, extension, today),
        _("Reason: {reason}", reason=extension.reason),
        _asked_and_reminded(session, ward, request),
    ]
    return Say("\n".join(lines), decision_choices(request))


def decision_choices(request: Request) -> tuple[Choice, ...]:
    agree = _("Agree until {day}", day=short_date(request.extension.wanted))
    return (
        Choice(f"/grant {request.id}", agree),
        Choice(f"/shorten {request.id}", _("Give less")),
        Choice(f"/refuse {request.id}", _("Do not agree")),
    )


def _due_and_wanted(ward: Ward, owed: Obligation, extension: Extension, today: date) -> str:
    values = {"due": when(owed.due, today, ward.calendar), "wanted": long_date(extension.wanted)}
    n = ward.calendar.between(max(owed.due, today), extension.wanted)
    if owed.extended_from is not None:
        return _n(
            "Due {due}, longer than {first} already; asked for until {wanted}, {n} working day more.",
            "Due {due}, longer than {first} already; asked for until {wanted}, {n} working days more.",
            n,
            first=short_date(owed.extended_from),
            **values,
        )
    return _n(
        "Due {due}; asked for until {wanted}, {n} working day more.",
        "Due {due}; asked for until {wanted}, {n} working days more.",
        n,
        **values,
    )


def _asked_and_reminded(session: Session, ward: Ward, request: Request) -> str:
    told = told_on(session, request.obligation.id or 0)
    asked = {"name": request.asker, "day": short_date(ward.day(request.extension.asked_at))}
    if not told:
        return _("{name} asked on {day}; no reminder has been sent yet.", **asked)
    return _n(
        "{name} asked on {day}; {n} reminder was sent so far, the last on {last}.",
        "{name} asked on {day}; {n} reminders were sent so far, the last on {last}.",
        len(told),
        last=short_date(ward.day(told[-1])),
        **asked,
    )


def asked_say(session: Session, ward: Ward, request: Request, may: Mapping[int, str], now: datetime) -> Say:
    """What whoever asked is told: a number, who decides, and what holds until then."""
    owed = request.obligation
    if may:
        who = _("{names} decides; you will hear of it here.", names=", ".join(may.values()))
    else:
        who = _("Nobody who decides can be written to yet; the request waits for them.")
    lines = [
        _(
            "✅ Request {number} is sent: “{subject}” until {wanted}.",
            number=request.id,
            subject=named(session, owed),
            wanted=long_date(request.extension.wanted),
        ),
        who,
        _(
            "Until then it stays due {due}, and reminders go on.",
            due=when(owed.due, ward.day(now), ward.calendar),
        ),
    ]
    return Say("\n".join(lines))


def decided_text(session: Session, ward: Ward, request: Request, was: date, now: datetime) -> str:
    """What all concerned hear of a decision."""
    owed, extension = request.obligation, request.extension
    values = {"name": _decider(session, extension), "unit": request.unit, "subject": named(session, owed)}
    if extension.decision is Decision.DECLINED:
        due = when(owed.due, ward.day(now), ward.calendar)
        lines = [_("{name} did not agree to longer for “{subject}” of {unit}.", **values)]
        lines += [_("It stays due {due}.", due=due)]
        if extension.answer:
            lines += [_("Reason: {reason}", reason=extension.answer)]
        return "\n".join(lines)
    given = extension.granted or extension.wanted
    values["day"] = when(given, ward.day(now), ward.calendar)
    if given < extension.wanted:
        first = _(
            "✅ {name} gives {unit} until {day} for “{subject}”; {wanted} was asked for.",
            wanted=short_date(extension.wanted),
            **values,
        )
    else:
        first = _("✅ {name} agrees: {unit} has until {day} for “{subject}”.", **values)
    then = _("The date before was {was}; reminders follow the new one.", was=long_date(was))
    return f"{first}\n{then}"


def fallen_say(session: Session, ward: Ward, request: Request, now: datetime) -> Say:
    """To whoever asked: nobody decided in time."""
    owed = request.obligation
    text = _(
        "Nobody decided on longer for “{subject}” before {wanted}.\nIt is due {due}; you can ask anew.",
        subject=named(session, owed),
        wanted=long_date(request.extension.wanted),
        due=when(owed.due, ward.day(now), ward.calendar),
    )
    return Say(text, (answer_to(owed), Choice(f"/extend {owed.id}", _("Ask for longer"))))


def answer_to(owed: Obligation) -> Choice:
    """The best answer to a reminder of it: by reporting, or by saying that it is done."""
    if owed.kind in (ObligationKind.REPORT, ObligationKind.TASK):
        return Choice("/update", _("Report now"))
    return Choice(f"/done {owed.id}", _("It is done"))


def settled_text(session: Session, ward: Ward, request: Request, now: datetime) -> str:
    """To whoever presses a button of a request on which nothing is left to decide."""
    extension, owed, today = request.extension, request.obligation, ward.day(now)
    if extension.decision in (Decision.AGREED, Decision.DECLINED):
        name, at = _decider(session, extension), extension.decided_at or now
        values = {"name": name, "day": long_date(ward.day(at))}
        if extension.decision is Decision.DECLINED:
            return _("{name} has decided already, on {day}: not agreed.", **values)
        given = long_date(extension.granted or extension.wanted)
        return _("{name} has decided already, on {day}: longer until {given}.", given=given, **values)
    if newer_request(session, extension):
        return _("A newer request has taken the place of this one.")
    if owed.state is ObligationState.MET:
        return _("Nothing is left to decide: it is done meanwhile.")
    if owed.state is not ObligationState.OPEN:
        return _("Nothing is left to decide: it is not asked for any more.")
    if owed.due >= extension.wanted:
        due = when(owed.due, today, ward.calendar)
        return _("Nothing is left to decide: it is due {due} anyway.", due=due)
    if extension.wanted <= today:
        return _("Nothing is left to decide: {wanted} has come.", wanted=long_date(extension.wanted))
    return _("Nothing is left to decide: it is a matter of {unit} now.", unit=request.unit)


def waiting_line(extension: Extension) -> str:
    """For reminders and their reasons: that somebody has asked, and nobody has decided."""
    wanted = long_date(extension.wanted)
    return _("Longer is asked for until {wanted}; it is not decided yet.", wanted=wanted)


def request_line(session: Session, ward: Ward, request: Request, now: datetime, patience: int) -> str:
    """One request in the list of those that wait."""
    values = {
        "unit": request.unit,
        "subject": named(session, request.obligation),
        "wanted": short_date(request.extension.wanted),
    }
    since = ward.day(request.extension.asked_at)
    if ward.calendar.between(since, ward.day(now)) >= patience:
        since_day = short_date(since)
        return _("⚠️ {unit}: {subject}, until {wanted}; waits since {since}.", since=since_day, **values)
    return _("{unit}: {subject}, until {wanted}.", **values)


def _decider(session: Session, extension: Extension) -> str:
    return names_of(session, [extension.decided_by or 0]).get(extension.decided_by or 0, "–")
