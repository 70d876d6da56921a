"""What was reported: receipts, who, when and where from, and the way to report it again."""

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat
from bot.domain.progress import state_words
from bot.services.desk import Desk
from bot.services.progress import Version, recent
from bot.texts import N_, _, clock_time, long_date, shorten
from handlers.progress_draft import may_report, own_units
from storage.plan import find_task, list_units, merged_into, parts_by_unit
from storage.tables import PlanItem
from storage.vocabulary import Role

SHOWN = 4


def show_history(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/history`, or `/history 5.1` for one task; the office sees every unit's."""
    session = chat.desk.session
    own = own_units(chat)
    units = [*parts_by_unit(session)] if _sees_all(chat) else [*own]
    units += merged_into(session, units)
    code = answer.text.strip()
    item = find_task(session, code) if code else None
    if code and item is None:
        return Say(_("The plan has no task {code}.", code=code[:20]))
    updates = recent(session, units, SHOWN, item_id=item.id if item is not None else None)
    first = Choice(f"/update {code}" if code else "/update", _("Report progress"))
    mine = (first,) if may_report(chat) else ()
    if not updates:
        return Say(_("Nothing has been reported yet."), mine)
    names = {unit.id: unit.name for unit in list_units(session)} if _sees_all(chat) else {}
    if item is not None:
        lines = [_("Task {code}: {text}", code=code, text=shorten(item.text, 100))]
        for _item, version in updates:
            lines.append(_line(chat, version, item, names))
            if version.text:
                lines.append(f"“{shorten(version.text, 160)}”")
        again = (Choice(f"/update {code}", _("Report it again")),) if may_report(chat) else ()
        return Say("\n".join(lines), again)
    lines = [_("Reported last:"), *(_line(chat, version, each, names) for each, version in updates)]
    codes = dict.fromkeys(each.code for each, _version in updates)
    looks = (Choice(f"/history {each}", _("Task {code}: see and change", code=each)) for each in codes)
    return Say("\n".join(lines), (*looks, *mine))


def _sees_all(chat: Chat[Desk]) -> bool:
    return chat.desk.has(Role.OFFICE, Role.LEADER)


def _line(chat: Chat[Desk], version: Version, item: PlanItem, names: dict[int | None, str]) -> str:
    at = version.at.astimezone(chat.desk.ward.zone)
    who = ", ".join(name for name in (version.name, names.get(version.unit_id, "")) if name)
    values = {
        "receipt": version.receipt,
        "code": item.code,
        "state": state_words(version.state, version.percent),
        "who": who or "–",
        "time": clock_time(at),
        "day": long_date(at.date()),
        "channel": version.channel.replace("_", " "),
    }
    if version.version == 1:
        return _("{receipt}: task {code}, {state} ({who}, {time} {day}, {channel})", **values)
    return _(
        "{receipt}: task {code}, version {version}, {state} ({who}, {time} {day}, {channel})",
        version=version.version,
        **values,
    )


PART: Part[Desk] = Part(
    commands=(
        Command(
            "/history",
            show_history,
            ("da bao cao", "lich su", "lich su bao cao", "bien nhan", "history"),
            lambda chat: may_report(chat) or _sees_all(chat),
            N_("What was reported"),
        ),
    )
)
