"""The questions about the task itself: its state, how many percent, what was done, and its figures."""

import re
from typing import Any

from bot.conversation.answers import plain
from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.steps import Chat, Go, Next, Sorry
from bot.domain.indicators import parse_number
from bot.domain.progress import LARGEST_FIGURE, LONGEST_TEXT, state_name, state_words
from bot.language.progress_words import read_state, read_update
from bot.services.desk import Desk
from bot.texts import _, _n, shorten
from handlers.attachments import where_to_send
from handlers.progress_draft import following, next_figure, put_state, put_text
from storage.vocabulary import ProgressState

_STATES = (
    ProgressState.IN_PROGRESS,
    ProgressState.DONE,
    ProgressState.BLOCKED,
    ProgressState.NOT_STARTED,
)
_PERCENT = re.compile(r"\D*(?<!-)(\d{1,3})\s*(?:%|phần trăm|phan tram|percent)?\W*", re.IGNORECASE)
_NONE = ("khong", "khong co", "khong biet", "chua", "chua co", "bo qua", "ko", "k", "none", "skip")
_FIGURE = re.compile(r"(?<![\w-])\d+(?:[.,]\d+)*")


class WhichState:
    """A whole sentence is taken too: “xong 80%, đã họp 3 khu phố” leaves nothing more to ask."""

    def ask(self, chat: Chat[Desk]) -> Say:
        data = chat.data
        choices = [Choice(state.value, state_name(state)) for state in _STATES]
        if (was := data.get("was")) is not None:
            said = state_words(ProgressState(was["state"]), was["percent"])
            this = was["period"] == data.get("period")
            label = _("Unchanged: {state}", state=said) if this else _("As last time: {state}", state=said)
            choices.insert(0, Choice("same", label))
        asked = _("How far is task {code}?", code=data.get("code", ""))
        return Say(f"{asked}\n{data.get('title', '')}", tuple(choices))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        data = chat.data
        was = data.get("was")
        if answer.choice == "same" and was is not None:
            put_state(data, ProgressState(was["state"]), was["percent"])
            if was["period"] != data.get("period"):
                data |= {"text": was["text"], "figures": dict(was["figures"]), "brief": True}
            data["percent"] = was["percent"]
            return Go(following(data))
        if answer.choice in {state.value for state in _STATES}:
            state = ProgressState(answer.choice)
            put_state(data, state, 100 if state is ProgressState.DONE else None)
            return Go(following(data))
        said = read_update(answer.text, {data.get("code", "")}) or read_state(_as_percent(answer.text))
        if said is None:
            return Sorry(_("Please pick a state, or write it in a sentence such as “xong 80%, đã họp dân”."))
        put_state(data, said.state, said.percent)
        if said.text:
            put_text(data, said.text)
        return Go(following(data))


class Percent:
    """Only asked of what is under way; a typed number is the answer itself."""

    def ask(self, chat: Chat[Desk]) -> Say:
        choices = [Choice(str(n), f"{n}%") for n in (25, 50, 75)]
        choices.append(Choice("unknown", _("Cannot say yet")))
        asked = _(
            "About how many percent of task {code} is done? A number from 0 to 100 will do.", **_code(chat)
        )
        return Say(asked, tuple(choices), numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        data = chat.data
        if answer.choice == "unknown":
            data["percent"] = None
            return Go(following(data))
        said = read_state(answer.text) if answer.choice is None else None
        if said is not None and said.percent is not None:
            percent = said.percent
            if said.text:
                put_text(data, said.text)
        else:
            typed = _PERCENT.fullmatch(answer.choice or answer.text)
            if typed is None or int(typed[1]) > 100:
                return Sorry(_("Please give one number from 0 to 100."))
            percent = int(typed[1])
        put_state(data, ProgressState.DONE if percent == 100 else ProgressState.IN_PROGRESS, percent)
        return Go(following(data))


class WhatWasDone:
    """At most 1,000 characters; what is too long is kept aside, to be shortened or cut."""

    def ask(self, chat: Chat[Desk]) -> Say:
        data = chat.data
        choices = []
        if data.get("draft"):
            choices.append(Choice("cut", _("Keep the first {limit} characters", limit=LONGEST_TEXT)))
        if (was := data.get("was")) is not None and was["text"]:
            choices.append(Choice("same", _("Unchanged: “{words}”", words=shorten(was["text"], 40))))
        if data.get("state") == ProgressState.BLOCKED:
            asked = _("What is in the way, and what is needed? The office is told at once.")
        else:
            asked = _("What was done, in a few sentences?")
            choices.append(Choice("skip", _("Skip")))
        room = _("At most {limit} characters; files can be sent at any time.", limit=LONGEST_TEXT)
        linked = _("At most {limit} characters; files go through the link below.", limit=LONGEST_TEXT)
        return where_to_send(chat, f"{asked}\n{room}", f"{asked}\n{linked}", tuple(choices), numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        data = chat.data
        text = answer.text.strip()
        if answer.choice == "cut" and data.get("draft"):
            text = data["draft"][:LONGEST_TEXT]
        elif answer.choice == "same" and data.get("was"):
            text = data["was"]["text"]
        elif answer.choice == "skip":
            data.pop("draft", None)
            text = ""
        elif not text:
            return Sorry(_("Please answer in words."))
        if not put_text(data, text):
            over = len(text) - LONGEST_TEXT
            return Sorry(
                _n(
                    "That is {n} character too many. It is kept: shorten it, or keep its beginning.",
                    "That is {n} characters too many. It is kept: shorten it, or keep its beginning.",
                    over,
                )
            )
        return Go(following(data))


class Figures:
    """One figure at a time, as Vietnamese writes numbers; each may be left out."""

    def ask(self, chat: Chat[Desk]) -> Say:
        wanted = next_figure(chat.data)
        if wanted is None:
            return Say(_("There is no more figure to give."), (Choice("none", _("Go on")),))
        key, text, unit = wanted
        goal = key.partition("/")[0]
        asked = _("What is the figure for goal {goal} so far, in {unit}?", goal=goal, unit=unit or "–")
        choices = [Choice("none", _("No figure yet"))]
        was = (chat.data.get("was") or {}).get("figures", {}).get(key)
        if was is not None:
            choices.insert(0, Choice("same", _("Unchanged: {figure}", figure=_shown(was, unit))))
        return Say(f"{asked}\n“{shorten(text, 160)}”", tuple(choices), numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        data = chat.data
        wanted = next_figure(data)
        if wanted is None:
            return Go(following(data))
        value: float | None
        if answer.choice == "none" or plain(answer.text) in _NONE:
            value = None
        elif answer.choice == "same":
            value = (data.get("was") or {}).get("figures", {}).get(wanted[0])
        else:
            numbers = _FIGURE.findall(answer.text)
            if len(numbers) != 1:
                return Sorry(_("Please give one number, such as 95 or 92,5."))
            value = parse_number(numbers[0])
            if value > LARGEST_FIGURE:
                return Sorry(_("Please give one number, such as 95 or 92,5."))
        data["figures"] = {**data.get("figures", {}), wanted[0]: value}
        return Go("Figures" if data.get("brief") and next_figure(data) is not None else following(data))


def figure_words(data: dict[str, Any]) -> str:
    """The figures given so far: `II.4: 95%`."""
    units = {ask[0]: ask[2] for ask in data.get("asks", ())}
    given = [(key, value) for key, value in data.get("figures", {}).items() if value is not None]
    return ", ".join(f"{key.partition('/')[0]}: {_shown(value, units.get(key, ''))}" for key, value in given)


def _as_percent(text: str) -> str:
    """A bare number, too large to pick a choice, is a percentage."""
    return f"{text}%" if text.strip().isdecimal() else text


def _shown(value: float, unit: str) -> str:
    number = f"{value:.12g}".replace(".", ",")
    return f"{number}{'' if unit == '%' else ' '}{unit}".strip()


def _code(chat: Chat[Desk]) -> dict[str, str]:
    return {"code": chat.data.get("code", "")}
