"""The first questions of an update: for which unit, and which of its tasks."""

from typing import Any

from rapidfuzz import fuzz

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.steps import Chat, End, Go, Next, Sorry
from bot.domain.deadlines import period_name
from bot.errors import NotAllowed
from bot.language.normalise import fold
from bot.language.progress_words import read_update
from bot.services.desk import Desk
from bot.services.obligations import TaskLine
from bot.texts import _, _n, explain, shorten
from handlers.progress_draft import begin, choose, following, lines_of, own_units, put_state, put_text

PAGE = 5
MOST_CHOICES = 6
ALIKE = 80
LABEL = 60


class WhichUnit:
    """Only asked of those who report for several units."""

    def ask(self, chat: Chat[Desk]) -> Say:
        units = list(own_units(chat).values())
        if not units:
            return Say(_("There is no unit you report for at the moment. Type “huỷ” to close this."))
        choices = [Choice(f"unit:{seat.unit_id}", seat.unit_name) for seat in units]
        return Say(_("Which unit is this update for?"), paged(choices, chat.data.get("page", 0)))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice == "more":
            chat.data["page"] = chat.data.get("page", 0) + 1
            return Go("WhichUnit")
        unit_id = _number(answer.choice, "unit:")
        if unit_id not in own_units(chat):
            return Sorry(_("Please pick one of the choices below."))
        files = chat.data.get("files", [])
        try:
            chat.data = {**begin(chat, unit_id), "files": files}
        except NotAllowed as error:
            return End((Say(explain(error)),))
        return Go("WhichTask")


class WhichTask:
    """Own tasks only, those not told yet first; typed words look for others."""

    def ask(self, chat: Chat[Desk]) -> Say:
        lines = lines_of(chat, chat.data)
        if not lines:
            return Say(_("Your unit has no task to report at the moment. Type “huỷ” to close this."))
        query = chat.data.get("query", "")
        shown = _found(lines, query) or lines
        choices = [Choice(f"task:{line.item.id}", _label(line)) for line in shown]
        page = paged(choices, chat.data.get("page", 0))
        if query and shown is not lines:
            found = _n("{n} task fits “{query}”:", "{n} tasks fit “{query}”:", len(shown), query=query)
            return Say(found, page)
        left = sum(line.latest is None for line in lines)
        values = {"total": len(lines), "period": period_name(chat.data["period"])}
        return Say(
            "\n".join(
                (
                    _n(
                        "Which task? {n} of {total} is left to report for {period}.",
                        "Which task? {n} of {total} are left to report for {period}.",
                        left,
                        **values,
                    ),
                    _("Pick one, or type its code or a few of its words."),
                )
            ),
            page,
        )

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        lines = lines_of(chat, chat.data)
        if answer.choice == "more":
            chat.data["page"] = chat.data.get("page", 0) + 1
            return Go("WhichTask")
        item_id = _number(answer.choice, "task:")
        said = read_update(answer.text, {line.item.code for line in lines})
        code = said.code if said is not None else answer.text.strip()
        line = next((each for each in lines if each.item.id == item_id or each.item.code == code), None)
        if line is None:
            found = _found(lines, answer.text)
            if len(found) != 1:
                return self._search(chat, answer.text, len(found))
            line = found[0]
        choose(chat, chat.data, line)
        if said is not None:
            put_state(chat.data, said.state, said.percent)
            if said.text:
                put_text(chat.data, said.text)
        return Go(following(chat.data))

    def _search(self, chat: Chat[Desk], text: str, found: int) -> Next:
        chat.data.pop("page", None)
        if not found:
            chat.data.pop("query", None)
            said = shorten(text, 40)
            return Sorry(
                _("No task of your unit fits “{query}”. Please try other words or a code.", query=said)
            )
        chat.data["query"] = shorten(text, 40)
        return Go("WhichTask")


def paged(choices: list[Choice], page: Any) -> tuple[Choice, ...]:
    """Six choices at most: where there are more, five and a way to the next; after the last, the first."""
    if len(choices) <= MOST_CHOICES:
        return tuple(choices)
    pages = -(-len(choices) // PAGE)
    at = PAGE * (page % pages)
    return (*choices[at : at + PAGE], Choice("more", _("Show others")))


def _label(line: TaskLine) -> str:
    label = shorten(f"{line.item.code} {line.item.text}", LABEL)
    return f"✅ {label}" if line.latest is not None else label


def _found(lines: list[TaskLine], query: str) -> list[TaskLine]:
    """The tasks whose words the query nearly says; none for an empty one."""
    words = fold(query).strip()
    if len(words) < 2:
        return []
    likeness = [(_likeness(words, line), line) for line in lines]
    best = max((score for score, _line in likeness), default=0)
    return [line for score, line in likeness if score >= max(ALIKE, best - 8)]


def _likeness(words: str, line: TaskLine) -> float:
    said = fold(f"{line.item.code} {line.item.text} {line.item.product}")
    return max(fuzz.token_set_ratio(words, said), fuzz.partial_ratio(words, said) if len(words) > 3 else 0)


def _number(choice: str | None, prefix: str) -> int:
    """The id a choice carries, or 0."""
    number = (choice or "").removeprefix(prefix)
    return int(number) if choice is not None and choice.startswith(prefix) and number.isdecimal() else 0
