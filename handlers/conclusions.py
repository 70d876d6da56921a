"""The office goes through what was concluded in dialogues: who is to do it, by when, or not to follow it."""

from datetime import date, timedelta

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Flow, Go, Next, Sorry, Start
from bot.errors import BadInput
from bot.language.one_day import read_day
from bot.services.conclusion_choices import confirm_conclusion, leave_conclusion
from bot.services.conclusions import Concluded, concluded
from bot.services.desk import Desk
from bot.services.digest_words import when
from bot.services.duty_rules import find_unit
from bot.texts import N_, _, _n, explain, long_date, short_date, shorten
from storage.tables import Unit
from storage.vocabulary import ObligationState, Role

LONGEST, MOST_LISTED, LINE = 300, 4, 90
# How long after a dialogue a conclusion of it may still fall due.
LATEST = timedelta(days=5 * 366)


class OneConclusion:
    """The next clause that waits, as it was read, or the one that was picked."""

    def ask(self, chat: Chat[Desk]) -> Say:
        waiting = _waiting(chat)
        one = _current(chat, waiting)
        if one is None:
            return Say(_("No conclusion waits any more. Type “huỷ” to close this."))
        unit_id, due = _chosen(chat, one)
        lines = [
            _(
                "Dialogue of {day} ({topic}):",
                day=short_date(one.held),
                topic=shorten(one.meeting.topic, LINE),
            ),
            f"“{shorten(one.text, LONGEST)}”",
            _unit_line(chat, unit_id),
            _due_line(chat, due),
        ]
        if left := len([each for each in waiting if each.text != one.text]):
            lines.append(_n("{n} more waits after it.", "{n} more wait after it.", left))
        sure = (Choice("confirm", _("Confirm")),) if unit_id is not None and due is not None else ()
        change = (
            Choice("unit", _("Another unit") if unit_id is not None else _("Name the unit")),
            Choice("due", _("Another day") if due is not None else _("Name the day")),
            Choice("leave", _("Do not follow it")),
            Choice("later", _("Not now")),
        )
        return Say("\n".join(lines), (*sure, *change))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        one = _current(chat, _waiting(chat))
        if one is None:
            return End((Say(_("No conclusion waits any more.")),))
        _pick(chat, one)
        match answer.choice:
            case "unit":
                return ConclusionUnit
            case "due":
                return ConclusionDay
            case "later":
                chat.data["skipped"] = [*chat.data.get("skipped", []), _mark(one)]
                return _next(chat, ())
            case "leave":
                leave_conclusion(chat.desk.session, one, chat.desk.now, _me(chat))
                return _next(chat, (Say(_("✅ Noted: it stays public and nobody is asked for it.")),))
            case "confirm":
                return _confirm(chat, one)
        return Sorry(_("Please pick one of the choices below."))


class ConclusionUnit:
    def ask(self, chat: Chat[Desk]) -> Say:
        return Say(_("Which unit is to do it? Type its name or code."), numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        try:
            chat.data["unit"] = find_unit(chat.desk.session, answer.text)
        except BadInput as error:
            return Sorry(explain(error))
        return OneConclusion


class ConclusionDay:
    def ask(self, chat: Chat[Desk]) -> Say:
        return Say(_("By which day? For example 30/6/2026."), numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        day = read_day(answer.text, chat.desk.ward.day(chat.desk.now))
        if day is None:
            return Sorry(_("That is no single day; please write it as day/month/year."))
        one = _current(chat, _waiting(chat))
        if one is not None and not one.held <= day <= one.held + LATEST:
            return Sorry(
                _(
                    "{day} cannot be right: the dialogue was held on {held}.",
                    day=short_date(day),
                    held=short_date(one.held),
                )
            )
        chat.data["due"] = day.isoformat()
        return OneConclusion


def _confirm(chat: Chat[Desk], one: Concluded) -> Next:
    unit_id, due = _chosen(chat, one)
    if unit_id is None or due is None:
        return Sorry(_("First say which unit is to do it, and by which day."))
    confirm_conclusion(chat.desk.session, one, unit_id, due, chat.desk.now, person_id=_me(chat))
    said = _(
        "✅ Confirmed: {unit} is asked for it, by {day}. The public sees it so.",
        unit=_unit_name(chat, unit_id),
        day=long_date(due),
    )
    return _next(chat, (Say(said),))


def _next(chat: Chat[Desk], said: tuple[Say, ...]) -> Next:
    """On to the next that waits; what was chosen for the last one counts no more."""
    for name in ("at", "unit", "due"):
        chat.data.pop(name, None)
    if _current(chat, _waiting(chat)) is None:
        return End((*said, _listed(chat)))
    return Go(OneConclusion, said)


def _waiting(chat: Chat[Desk]) -> list[Concluded]:
    """What waits and was not put off in this conversation; what was picked comes along though confirmed."""
    desk, at = chat.desk, chat.data.get("at")
    found = concluded(desk.session, desk.ward, desk.now)
    skipped = chat.data.get("skipped", [])
    return [one for one in found if _mark(one) == at or (one.waits and _mark(one) not in skipped)]


def _current(chat: Chat[Desk], waiting: list[Concluded]) -> Concluded | None:
    at = chat.data.get("at")
    return next((one for one in waiting if _mark(one) == at), None) or next(iter(waiting), None)


def _pick(chat: Chat[Desk], one: Concluded) -> None:
    if chat.data.get("at") != _mark(one):
        chat.data.update(at=_mark(one), unit=None, due=None)


def _mark(one: Concluded) -> str:
    return f"{one.meeting.id}:{one.text}"


def _chosen(chat: Chat[Desk], one: Concluded) -> tuple[int | None, date | None]:
    """Unit and day as the office has said in this conversation, else as they stand."""
    unit_id, due = one.unit_id, one.due
    if chat.data.get("at") == _mark(one):
        unit_id = chat.data.get("unit") or unit_id
        due = date.fromisoformat(chat.data["due"]) if chat.data.get("due") else due
    return unit_id, due


def _unit_line(chat: Chat[Desk], unit_id: int | None) -> str:
    if unit_id is None:
        return _("Unit: the text names none surely.")
    return _("Unit: {unit}.", unit=_unit_name(chat, unit_id))


def _due_line(chat: Chat[Desk], due: date | None) -> str:
    if due is None:
        return _("Day: the text names none surely.")
    desk = chat.desk
    return _("Due {when}.", when=when(due, desk.ward.day(desk.now), desk.ward.calendar))


def _unit_name(chat: Chat[Desk], unit_id: int) -> str:
    unit = chat.desk.session.get(Unit, unit_id)
    return unit.name if unit is not None else ""


def _me(chat: Chat[Desk]) -> int:
    assert chat.desk.officer is not None
    return chat.desk.officer.person_id


def _followed(chat: Chat[Desk]) -> list[Concluded]:
    desk = chat.desk
    found = concluded(desk.session, desk.ward, desk.now)
    followed = [one for one in found if not one.waits and one.row is not None]
    return [one for one in followed if one.row is not None and one.row.state is ObligationState.OPEN]


def _listed(chat: Chat[Desk]) -> Say:
    """What is followed, the soonest due first; each can be taken up again."""
    followed = sorted(_followed(chat), key=lambda one: one.due or one.held)
    if not followed:
        return Say(_("No conclusion of a dialogue waits for your word, and none is still to be done."))
    lines = [
        _(
            "• {clause}: {unit}, due {day}",
            clause=shorten(one.text, LINE),
            unit=_unit_name(chat, one.unit_id or 0),
            day=short_date(one.due or one.held),
        )
        for one in followed[:MOST_LISTED]
    ]
    head = _n("{n} conclusion is followed:", "{n} conclusions are followed:", len(followed))
    choices = (
        Choice(f"/conclusions {one.row.id}", _("Change: {clause}", clause=shorten(one.text, 40)))
        for one in followed[:MOST_LISTED]
        if one.row is not None
    )
    return Say("\n".join([head, *lines]), tuple(choices))


def _conclusions(chat: Chat[Desk], answer: Answer) -> Reply:
    picked = next(
        (one for one in _followed(chat) if one.row is not None and str(one.row.id) == answer.text.strip()),
        None,
    )
    if picked is not None:
        return Start("conclusions", {"at": _mark(picked)}, afresh=True)
    return Start("conclusions", afresh=True) if _waiting(chat) else _listed(chat)


PART: Part[Desk] = Part(
    flows=(Flow.of("conclusions", OneConclusion, ConclusionUnit, ConclusionDay),),
    commands=(
        Command(
            "/conclusions",
            _conclusions,
            ("ket luan doi thoai", "cac ket luan doi thoai", "theo doi ket luan", "conclusions"),
            lambda chat: chat.desk.has(Role.OFFICE),
            N_("Conclusions of dialogues"),
        ),
    ),
)
