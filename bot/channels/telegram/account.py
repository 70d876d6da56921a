"""Our account on Telegram: made ready at the start, with the commands each kind of person may use."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from telegram import Bot, BotCommand, BotCommandScopeChat

from bot.channels.port import Menus
from bot.channels.telegram.errors import told_as_ours
from bot.channels.telegram.listening import KINDS, Listening
from bot.channels.telegram.request import Requests
from bot.channels.telegram.who import NAME, Who
from bot.errors import ChannelError
from bot.texts import LOCALES, _, speaking
from storage.database import Database
from storage.people import officers_on
from storage.vocabulary import Role

log = structlog.get_logger()
MOST_COMMANDS, LONGEST_ABOUT = 100, 256
_NAME = re.compile(r"/?([a-z0-9_]{1,32})")


@dataclass
class Account:
    """What Telegram shows of us; `url` is where updates are brought, "" where we ask for them."""

    bot: Bot = field(repr=False)
    requests: Requests
    who: Who
    database: Database
    locale: str
    listening: Listening | None = None
    url: str = field(default="", repr=False)
    _menus: Menus | None = None
    _shown: dict[str, tuple[str, frozenset[Role]]] = field(default_factory=dict)

    async def begin(self, menus: Menus) -> dict[str, str]:
        """Who we are there; from here on updates come the way that was chosen."""
        with told_as_ours():
            # Read as it comes: what the library would miss in it is nothing that we need.
            me = await self.requests.post(f"{self.bot.base_url}/getMe")
            facts = _facts(me if isinstance(me, dict) else {})
            if self.listening is not None:
                await self.bot.set_webhook(
                    self.url + self.listening.path,
                    allowed_updates=KINDS,
                    secret_token=self.listening.secret,
                    drop_pending_updates=False,
                )
            else:
                await self.bot.delete_webhook(drop_pending_updates=False)
        self.who.learn(facts)
        self._menus = menus
        self._shown.clear()
        try:
            await self._introduce(menus)
        except ChannelError as error:
            # Commands can be typed all the same; what can be said and heard is what matters.
            log.warning("telegram_not_introduced", refusal=error.refusal.value)
        return facts

    async def _introduce(self, menus: Menus) -> None:
        """Commands and a few words about us, in the ward's locale for everybody and in the others by name."""
        for locale in (self.locale, *(one for one in LOCALES if one != self.locale)):
            language = None if locale == self.locale else locale
            with speaking(locale), told_as_ours():
                commands = as_commands(menus(locale, (Role.CITIZEN,)))
                if commands:
                    await self.bot.set_my_commands(commands, language_code=language)
                about = _(
                    "I answer questions about dialogues and citizen reception, and remind the ward's units "
                    "of what is due. Please send nothing secret, and no complaint or denunciation."
                )
                await self.bot.set_my_description(about, language_code=language)
                short = _("Dialogues, citizen reception, and what is due.")
                await self.bot.set_my_short_description(short, language_code=language)

    async def still_ours(self) -> None:
        """Raises ChannelError REJECTED where the token works no more; who does not poll would not notice."""
        with told_as_ours():
            await self.requests.post(f"{self.bot.base_url}/getMe")

    async def refresh(self) -> None:
        """Show everybody who signed in, changed seats or left since the commands that are theirs."""
        if self._menus is None:
            return
        wanted = await self.database.read(partial(officers_on, channel=NAME))
        for chat, (locale, roles) in wanted.items():
            if self._shown.get(chat) != (locale, roles) and not chat.startswith("-"):
                await self._show(chat, locale, roles, self._menus)
                self._shown[chat] = (locale, roles)
        for chat in [chat for chat in self._shown if chat not in wanted]:
            await self._hide(chat)
            del self._shown[chat]

    async def _show(self, chat: str, locale: str, roles: frozenset[Role], menus: Menus) -> None:
        with speaking(locale):
            commands = as_commands(menus(locale, roles))
        try:
            with told_as_ours(message=True):
                await self.bot.set_my_commands(commands, scope=BotCommandScopeChat(chat))
        except ChannelError as error:
            _raise_if_all_fail(error)

    async def _hide(self, chat: str) -> None:
        try:
            with told_as_ours(message=True):
                await self.bot.delete_my_commands(scope=BotCommandScopeChat(chat))
        except ChannelError as error:
            _raise_if_all_fail(error)


def _facts(me: Mapping[str, Any]) -> dict[str, str]:
    return {"id": str(me["id"]), "username": me.get("username", ""), "name": me.get("first_name", "")}


def as_commands(menu: Sequence[tuple[str, str]]) -> list[BotCommand]:
    """A menu as Telegram takes it; a name it would not take is left out."""
    named = ((_NAME.fullmatch(name), about.strip()) for name, about in menu)
    return [
        BotCommand(found[1], about[:LONGEST_ABOUT]) for found, about in named if found is not None and about
    ][:MOST_COMMANDS]


def _raise_if_all_fail(error: ChannelError) -> None:
    """What one chat refuses is no reason to pass over the others."""
    if error.refusal.value not in {"gone", "rejected", "moved"}:
        raise error
    log.info("telegram_menu_refused", refusal=error.refusal.value)
