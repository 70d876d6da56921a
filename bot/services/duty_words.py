"""How the duties of law and the conclusions of dialogues are named, and how each is answered."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from bot.conversation.messages import Choice
from bot.domain.duties import MET_BY_SCHEDULE, Name
from bot.services.duty_rules import duties_in_force
from bot.texts import _, short_date, shorten
from storage.tables import Meeting, Obligation
from storage.vocabulary import ObligationKind

LONGEST_CLAUSE, LONGEST_TOPIC = 90, 40


def owed_in_words(session: Session, obligations: Iterable[Obligation]) -> dict[int, str]:
    """By id, what each duty or conclusion among these asks for, in the locale in force."""
    wanted = [o for o in obligations if o.kind in (ObligationKind.DUTY, ObligationKind.CONCLUSION)]
    topics = _topics(session, {one.meeting_id for one in wanted if one.meeting_id is not None})
    announced = any(one.reason == Name.ANNOUNCE for one in wanted)
    ahead = duties_in_force(session)[Name.ANNOUNCE].number if announced else 0
    return {one.id or 0: _named(one, topics.get(one.meeting_id), ahead) for one in wanted}


def ways_for(obligation: Obligation) -> tuple[Choice, ...]:
    """What a reminder of this offers first; nothing where no one but the schedule can meet it."""
    if obligation.kind is ObligationKind.CONCLUSION:
        return (Choice(f"/done {obligation.id}", _("Mark as done")),)
    if obligation.kind is not ObligationKind.DUTY or obligation.reason in MET_BY_SCHEDULE:
        return ()
    label = _("It is posted") if obligation.reason == Name.POST else _("It is published")
    return (Choice(f"/done {obligation.id}", label),)


def _topics(session: Session, meeting_ids: set[int]) -> dict[int | None, str]:
    if not meeting_ids:
        return {}
    wanted = select(Meeting.id, Meeting.topic).where(col(Meeting.id).in_(meeting_ids))
    return {row[0]: row[1] for row in session.execute(wanted)}


def _named(one: Obligation, topic: str | None, ahead: int) -> str:
    day = short_date(one.of_day or one.due)
    if one.kind is ObligationKind.CONCLUSION:
        said = shorten(one.text, LONGEST_CLAUSE)
        return _("Conclusion of the dialogue of {day}: “{clause}”", day=day, clause=said)
    year, _dash, month = one.key.rpartition(":")[2].partition("-")
    match one.reason:
        case Name.POST:
            return _("Post the reception schedule of {month}", month=f"{month.lstrip('0')}/{year}")
        case Name.YEARLY:
            return _("Hold a dialogue with the People in {year}", year=year)
        case Name.RECEIVE:
            return _("Receive citizens on enough days in {month}", month=f"{month.lstrip('0')}/{year}")
    about = {"day": day, "topic": shorten(topic or "", LONGEST_TOPIC)}
    if one.reason == Name.PUBLISH:
        if topic:
            return _("Publish the results of the dialogue of {day} ({topic})", **about)
        return _("Publish the results of the dialogue of {day}", day=day)
    if one.of_day is not None and (one.of_day - (one.extended_from or one.due)).days < ahead:
        if topic:
            return _("Announce at once (the time is too short) the dialogue of {day} ({topic})", **about)
        return _("Announce at once (the time is too short) the dialogue of {day}", day=day)
    if topic:
        return _("Announce the dialogue of {day} ({topic})", **about)
    return _("Announce the dialogue of {day}", day=day)
