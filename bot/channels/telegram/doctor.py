"""What the doctor asks Telegram, and what to press there where something is not right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from telegram import Bot, User, WebhookInfo
from telegram.error import InvalidToken

from bot.channels.port import Checked
from bot.channels.telegram.errors import told_as_ours
from bot.errors import ChannelError
from bot.texts import _, clock_time, short_date

MANY_WAITING = 100


@dataclass(frozen=True)
class Doctor:
    """Asks through `bot` at `api`; `address` is where updates should be brought, "" where we ask for them."""

    bot: Bot = field(repr=False)
    api: str
    address: str = field(default="", repr=False)

    async def examine(self) -> Sequence[Checked]:
        """The token, the way updates come, and groups."""
        try:
            with told_as_ours():
                try:
                    me = await self.bot.get_me()
                except InvalidToken:
                    return [_refused()]
                info = await self.bot.get_webhook_info()
        except ChannelError as error:
            return [_silent(urlsplit(self.api).hostname or self.api, str(error.values["detail"]))]
        known = Checked(_("Telegram: the token belongs to @{username}.", username=me.username or ""))
        return [known, *self._webhook(info), _groups(me)]

    def _webhook(self, info: WebhookInfo) -> Iterator[Checked]:
        host = urlsplit(info.url).hostname or ""
        if not self.address and info.url:
            text = _("Telegram: a webhook is set to {host}, while BOT_TELEGRAM_MODE is polling.", host=host)
            advice = _(
                "It is taken away at the next start. If it comes back, another program uses this bot: "
                "make one of our own in @BotFather with /newbot."
            )
            yield Checked(text, advice)
        elif self.address and info.url != self.address:
            text = _("Telegram: updates are not brought to BOT_PUBLIC_URL yet.")
            advice = _("Start the assistant, which sets the webhook, and run doctor again.")
            yield Checked(text, advice, True)
        elif self.address:
            yield Checked(_("Telegram: updates are brought to {host}.", host=host))
        else:
            yield Checked(_("Telegram: updates are asked for (polling)."))
        if self.address and info.last_error_date is not None:
            when = info.last_error_date
            text = _(
                "Telegram: the last call to the webhook failed on {date}, {time} UTC: {reason}",
                date=short_date(when.date()),
                time=clock_time(when),
                reason=info.last_error_message or "?",
            )
            advice = _(
                "The address must be reached from outside over https, port 443, 80, 88 or 8443, with a "
                "certificate that browsers trust. Where that cannot be: BOT_TELEGRAM_MODE=polling"
            )
            yield Checked(text, advice)
        if info.pending_update_count > MANY_WAITING:
            text = _("Telegram: {number} updates wait to be taken.", number=info.pending_update_count)
            yield Checked(text, _("Start the assistant; it takes them in order."))


def _refused() -> Checked:
    text = _("Telegram: the token is refused.")
    advice = _(
        "In Telegram open @BotFather, send /mybots, choose the bot, press API Token, and copy the token "
        "into BOT_TELEGRAM_TOKEN in .env; then start again."
    )
    return Checked(text, advice, True)


def _silent(host: str, kind: str) -> Checked:
    text = _("Telegram: {host} does not answer ({kind}).", host=host, kind=kind)
    advice = _(
        "Check the network of this machine. In Viet Nam access to Telegram may be blocked: let the assistant "
        "run where it is not, or set BOT_TELEGRAM_API to a Bot API server of your own."
    )
    return Checked(text, advice, True)


def _groups(me: User) -> Checked:
    if me.can_join_groups is False:
        return Checked(_("Telegram: the bot cannot be added to groups."))
    if me.can_read_all_group_messages:
        text = _("Telegram: in groups the bot is shown everything that is written.")
        advice = _(
            "It needs only what is addressed to it: in @BotFather send /mybots, choose the bot, press "
            "Bot Settings, Group Privacy, Turn on."
        )
        return Checked(text, advice)
    return Checked(_("Telegram: in groups the bot is shown only what is addressed to it."))
