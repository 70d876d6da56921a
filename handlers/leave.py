"""Being away: from when until when, who stands in, and back again; a deputy may decline."""

import re
from datetime import date, timedelta

from bot.conversation.answers import plain
from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Flow, Go, Next, Sorry, Start
from bot.errors import BadInput, NotAllowed
from bot.language.leave_words import Absence, read_absence, says_away
from bot.services.desk import Desk
from bot.services.leave import (
    can_be_told,
    check_days,
    close_colleagues,
    come_back,
    decline_deputy,
    named,
    possible_deputies,
    take_leave,
)
from bot.services.leave_words import days_of
from bot.services.standing import standing
from bot.texts import N_, _, explain, long_date
from storage.leave import Colleague

FLOW = "leave"
MOST = 5
_NOBODY = ("khong co ai", "khong co", "khong ai", "khong", "ko", "chua co", "nobody")


class UntilWhen:
    """The days; a single one is the last, where the first is known or is today."""

    def ask(self, chat: Chat[Desk]) -> Say:
        today = chat.desk.ward.day(chat.now)
        friday = today + timedelta(days=(4 - today.weekday()) % 7)
        days = dict.fromkeys((today, friday, friday + timedelta(days=7)))
        choices = [Choice(f"day:{day}", _("Through {day}", day=long_date(day))) for day in days]
        asked = _(
            "Through which day are you away? Pick one, or type the days, for example “from 20/5 to 25/5”."
        )
        return Say(asked, (*choices, Choice("/cancel", _("Cancel"))), numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        today = chat.desk.ward.day(chat.now)
        if answer.choice is not None and answer.choice.startswith("day:"):
            read = Absence(ends=date.fromisoformat(answer.choice.removeprefix("day:")))
        else:
            read = read_absence(answer.text, today)
            if read.ends is not None and read.starts == read.ends and not says_away(answer.text):
                read = Absence(ends=read.ends)
        return _days(chat, read)


class WhoStandsIn:
    """A colleague of the unit, anybody else by name, or nobody."""

    def ask(self, chat: Chat[Desk]) -> Say:
        found = chat.data.get("found")
        known = {one.person_id: one for one in _possible(chat)}
        if found:
            shown = [known[person] for person in found if person in known]
            return Say(_("Several people fit. Who is it?"), _choices(shown, with_unit=True))
        near = close_colleagues(chat.desk.session, _me(chat), _starts(chat), MOST)
        asked = _("Who stands in for you? Pick one, or type the name of anybody in the ward.")
        return Say(asked, _choices(near, with_unit=False))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        possible = _possible(chat)
        if answer.choice == "nobody" or plain(answer.text) in _NOBODY:
            chat.data["deputy"], chat.data["name"] = None, ""
            return Go("CheckLeave")
        if answer.choice is not None:
            found = [one for one in possible if f"person:{one.person_id}" == answer.choice]
        else:
            found = named(possible, answer.text)
        if not found:
            return Sorry(_("Nobody of that name is at work in the ward then. Please type the full name."))
        if len(found) > 1:
            chat.data["found"] = [one.person_id for one in found[:MOST]]
            return Go("WhoStandsIn")
        chat.data["deputy"], chat.data["name"] = found[0].person_id, found[0].name
        chat.data.pop("found", None)
        return Go("CheckLeave")


class CheckLeave:
    """Once more before it counts."""

    def ask(self, chat: Chat[Desk]) -> Say:
        days = {"start": long_date(_starts(chat)), "end": long_date(_ends(chat))}
        if chat.data.get("deputy") is None:
            text = _(
                "You are away from {start} through {end}, and nobody stands in: the head of your unit or the "
                "office hears at once what you would have heard. Is that right?",
                **days,
            )
        else:
            text = _(
                "You are away from {start} through {end}; {name} stands in, is told now, and may report for "
                "your unit. Is that right?",
                name=chat.data["name"],
                **days,
            )
        choices = (
            Choice("yes", _("Yes, that is right")),
            Choice("days", _("Other days")),
            Choice("who", _("Somebody else stands in")),
            Choice("/cancel", _("Cancel")),
        )
        return Say(text, choices)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice == "days":
            return Go("UntilWhen")
        if answer.choice == "who":
            chat.data.pop("found", None)
            return Go("WhoStandsIn")
        if answer.choice != "yes":
            return Sorry(_("Please pick one of the choices below."))
        desk = chat.desk
        starts, ends, deputy = _starts(chat), _ends(chat), chat.data.get("deputy")
        try:
            away = take_leave(
                desk.session, desk.ward, _me(chat), deputy, starts=starts, ends=ends, now=chat.now
            )
        except BadInput as error:
            return Go("UntilWhen", (Say(explain(error)),))
        except NotAllowed as error:
            return Go("WhoStandsIn", (Say(explain(error)),))
        if not can_be_told(desk.session, away):
            done = _("✅ Noted. ⚠️ Whoever stands in has not signed in here yet: please tell them yourself.")
        elif away.deputy is not None:
            done = _("✅ Noted. {name} has been told.", name=away.deputy.name)
        else:
            done = _("✅ Noted. Those who hear in your place have been told.")
        after = _(
            "From the day after {end} on you are reminded again; back sooner, type “I am back”.",
            **days_of(away),
        )
        return End((Say(f"{done}\n{after}", (Choice("/returned", _("I am back")),)),))


def _days(chat: Chat[Desk], read: Absence) -> Next:
    """Keep the days that were said and go on to who stands in."""
    today, calendar = chat.desk.ward.day(chat.now), chat.desk.ward.calendar
    starts = read.starts or today
    ends = read.ends
    if ends is None and read.days is not None:
        starts = calendar.next_working(starts - timedelta(days=1)) if read.days else starts
        ends = calendar.add(starts, read.days - 1) if read.days > 1 else starts
    if ends is None:
        return Sorry(_("That names no last day; please write it as day/month/year."))
    try:
        check_days(starts, ends, today)
    except BadInput as error:
        return Sorry(explain(error))
    chat.data["starts"], chat.data["ends"] = starts.isoformat(), ends.isoformat()
    return Go("CheckLeave" if "deputy" in chat.data else "WhoStandsIn")


def _choices(people: list[Colleague], *, with_unit: bool) -> tuple[Choice, ...]:
    labels = {
        one.person_id: _("{name}, {unit}", name=one.name, unit=one.unit_name) if with_unit else one.name
        for one in people
    }
    return (
        *(Choice(f"person:{person_id}", label) for person_id, label in labels.items()),
        Choice("nobody", _("Nobody")),
    )


def _possible(chat: Chat[Desk]) -> list[Colleague]:
    return possible_deputies(chat.desk.session, _me(chat), _starts(chat))


def _me(chat: Chat[Desk]) -> int:
    assert chat.desk.officer is not None
    return chat.desk.officer.person_id


def _starts(chat: Chat[Desk]) -> date:
    return date.fromisoformat(chat.data["starts"])


def _ends(chat: Chat[Desk]) -> date:
    return date.fromisoformat(chat.data["ends"])


def _away(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/away`, with the days where they were said along."""
    read = read_absence(answer.text, chat.desk.ward.day(chat.now))
    begun = Chat(chat.desk, chat.address, chat.now)
    going = _days(begun, read) if read != Absence() else None
    if isinstance(going, Go):
        return Start(FLOW, begun.data, "WhoStandsIn", afresh=True)
    first = (Say(going.text),) if isinstance(going, Sorry) else ()
    return Start(FLOW, {}, "UntilWhen", first, afresh=True)


def _recognise(chat: Chat[Desk], text: str) -> Reply | None:
    """Somebody of the ward says that they are away."""
    return _away(chat, Answer(text)) if _signed_in(chat) and says_away(text) else None


def _returned(chat: Chat[Desk], _answer: Answer) -> Reply:
    desk = chat.desk
    assert desk.officer is not None
    if not come_back(desk.session, desk.ward, desk.officer.person_id, chat.now):
        return Say(_("No leave of yours is noted; reminders come to you."))
    stands = standing(desk.session, desk.ward, desk.officer, chat.now)
    return (Say(_("✅ Noted: you are back, and reminders come to you again.")), stands)


def _decline(chat: Chat[Desk], answer: Answer) -> Reply:
    desk = chat.desk
    if not re.fullmatch(r"[0-9]{1,9}", answer.text.strip()):
        return Say(_("Please use the button of the message that named you as deputy."))
    try:
        away = decline_deputy(desk.session, desk.ward, int(answer.text), _me(chat), chat.now)
    except NotAllowed as error:
        return Say(explain(error))
    return Say(_("Noted: you do not stand in for {name}, who has been told.", name=away.name))


def _signed_in(chat: Chat[Desk]) -> bool:
    return chat.desk.officer is not None


PART: Part[Desk] = Part(
    flows=(Flow.of(FLOW, UntilWhen, WhoStandsIn, CheckLeave),),
    commands=(
        Command(
            "/away",
            _away,
            ("nghi phep", "toi nghi phep", "toi dang nghi", "di cong tac", "bao nghi", "xin nghi phep"),
            _signed_in,
            N_("I am away, and who stands in"),
        ),
        Command(
            "/returned",
            _returned,
            (
                "toi da di lam lai",
                "toi di lam lai",
                "da di lam lai",
                "toi da ve",
                "het nghi phep",
                "i am back",
            ),
            _signed_in,
        ),
        Command("/decline_deputy", _decline, allowed=_signed_in),
    ),
    recognisers=(_recognise,),
)
