"""The line to Telegram, put together from its parts."""

from collections.abc import Mapping

from telegram import Bot

from bot.channels.port import Connection
from bot.channels.surroundings import Surroundings
from bot.channels.telegram.account import Account
from bot.channels.telegram.channel import LARGEST_FILE, LARGEST_ON_OWN_SERVER, Telegram
from bot.channels.telegram.courtesy import Courtesy
from bot.channels.telegram.doctor import Doctor
from bot.channels.telegram.files import OFFICIAL_LIMIT, Fetcher
from bot.channels.telegram.listening import Polling, listening
from bot.channels.telegram.request import Requests
from bot.channels.telegram.updates import Updates
from bot.channels.telegram.who import Who
from bot.documents.uploads import LIMIT
from bot.settings_channels import TELEGRAM_API

LABEL = "Telegram"


def connection(around: Surroundings, token: str) -> Connection:
    """The bot with this token, polled or called as the operator chose."""
    settings = around.settings.channels
    api, own = settings.telegram_api, settings.telegram_api != TELEGRAM_API
    requests = Requests(around.http)
    bot = Bot(
        token,
        base_url=f"{api}/bot",
        base_file_url=f"{api}/file/bot",
        request=requests,
        get_updates_request=requests,
    )
    who = Who(int(token.partition(":")[0]), around.database)
    updates = Updates(who, around.clock, LIMIT if own else min(LIMIT, OFFICIAL_LIMIT))
    called = None
    if settings.telegram_mode == "webhook":
        secret = settings.telegram_secret
        called = listening(around.key, token, secret.get_secret_value() if secret else None)
    public = around.settings.public_url if called is not None else ""
    account = Account(bot, requests, who, around.database, around.settings.locale, called, public)
    largest = LARGEST_ON_OWN_SERVER if own else LARGEST_FILE
    return Connection(
        Telegram(bot, updates, around.files, around.links, largest),
        LABEL,
        account.begin,
        fetch=Fetcher(bot, around.http, own).fetch,
        examine=Doctor(bot, api, public + called.path if called is not None else "").examine,
        sign_in=sign_in,
        polled=Polling(bot, requests) if called is None else None,
        hook=called,
        courtesy=Courtesy(bot, updates),
        chores=(account.refresh,) if called is None else (account.refresh, account.still_ours),
    )


def sign_in(facts: Mapping[str, str], code: str) -> str:
    """The link that opens the chat and hands over the code; Telegram takes letters, digits, - and _."""
    username = facts.get("username", "")
    plain = "".join(sign for sign in code if sign.isascii() and (sign.isalnum() or sign in "-_"))[:64]
    return f"https://t.me/{username}?start={plain}" if username else ""
