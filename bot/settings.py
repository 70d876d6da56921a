"""Settings from the environment or `.env`; every mistake is reported at once, each with its fix."""

from datetime import time
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import BadInput
from bot.settings_channels import FIXES, ChannelSettings
from bot.texts import N_, _

_FIXES = {
    "port": N_("BOT_PORT must be a number from 1 to 65535."),
    "timezone": N_("BOT_TIMEZONE must be the name of a time zone, such as Asia/Ho_Chi_Minh."),
    "locale": N_("BOT_LOCALE must be vi or en."),
    "log": N_("BOT_LOG must be human or json."),
    "web_chat": N_("BOT_WEB_CHAT must be on or off."),
    "public_url": N_("BOT_PUBLIC_URL must begin with http:// or https:// and name a host."),
    "database_url": N_("BOT_DATABASE_URL must begin with sqlite:// or postgresql://."),
    "office_hours": N_("BOT_OFFICE_HOURS must be spans in order, such as 07:30-11:30,13:30-17:00."),
    "host": N_("BOT_HOST must be the address to listen on, such as 127.0.0.1."),
    **FIXES,
}
_NO_PUBLIC_ADDRESS = N_("BOT_PUBLIC_URL must be an https address that a vendor can call.")
_NOTHING_TO_RUN = N_("BOT_WEB_CHAT is off and no other channel is set up: turn one of them on.")


class Settings(BaseSettings):
    """What the operator decides; see docs/operations.md for each."""

    model_config = SettingsConfigDict(env_prefix="BOT_", env_file=".env", extra="ignore")

    data_dir: Path = Path("var")
    database_url: SecretStr | None = None
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8080, ge=1, le=65535)
    public_url: str = ""
    timezone: str = "Asia/Ho_Chi_Minh"
    locale: Literal["vi", "en"] = "vi"
    log: Literal["human", "json"] = "human"
    web_chat: Literal["on", "off"] = "on"
    office_hours: str = "07:30-11:30,13:30-17:00"
    channels: ChannelSettings = Field(default_factory=ChannelSettings, exclude=True)

    @field_validator("timezone")
    @classmethod
    def known_zone(cls, name: str) -> str:
        if name not in _zones():
            raise ValueError(name)
        return name

    @field_validator("office_hours")
    @classmethod
    def spans_in_order(cls, text: str) -> str:
        edges = [edge for span in _spans(text) for edge in span]
        if not edges or sorted(set(edges)) != edges:
            raise ValueError("hours")
        return text

    @field_validator("public_url")
    @classmethod
    def web_address(cls, url: str) -> str:
        scheme, _colon, rest = url.partition("://")
        if url and (scheme not in {"http", "https"} or not rest.strip("/")):
            raise ValueError("address")
        return url.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def known_database(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(("sqlite", "postgres")):
            raise ValueError("database")
        return url

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def hours(self) -> tuple[tuple[time, time], ...]:
        """When the office is open on a working day."""
        return _spans(self.office_hours)

    @property
    def address(self) -> str:
        """Where people reach the web pages: the public address, or the one listened on."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def is_callable(self) -> bool:
        """Whether vendors can call us: over TLS, or from this very machine."""
        public = urlsplit(self.public_url)
        return public.scheme == "https" or public.hostname in {"127.0.0.1", "localhost"}

    @property
    def host_name(self) -> str:
        """The host part of `address`."""
        return urlsplit(self.address).hostname or "localhost"

    @property
    def database(self) -> str:
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data_dir / 'ward.db').absolute()}"


@cache
def _zones() -> set[str]:
    """Every zone by name; looking for them on disk takes far longer than all else that is read here."""
    return available_timezones()


def _spans(text: str) -> tuple[tuple[time, time], ...]:
    spans = (span.partition("-") for span in text.replace(" ", "").split(","))
    return tuple((_clock(start), _clock(end)) for start, _dash, end in spans)


def _clock(text: str) -> time:
    hour, colon, minute = text.partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal()):
        raise ValueError("time")
    return time(int(hour), int(minute))


def read_settings(data_dir: Path | None = None) -> Settings:
    """Read every setting; raises BadInput that lists all that is wrong, and never quotes a value."""
    fixes: list[str] = []
    channels = settings = None
    try:
        channels = ChannelSettings()
    except ValidationError as error:
        fixes += _fixes(error)
    try:
        settings = _settings(data_dir, channels)
    except ValidationError as error:
        fixes += _fixes(error)
    if channels is not None and settings is not None:
        if settings.web_chat == "off" and not channels.is_any_on:
            fixes.append(_(_NOTHING_TO_RUN))
        if channels.needs_public_address and not settings.is_callable:
            fixes.append(_(_NO_PUBLIC_ADDRESS))
    if fixes or settings is None:
        raise BadInput("The settings cannot be used:\n{fixes}", fixes="\n".join(dict.fromkeys(fixes)))
    return settings


def _settings(data_dir: Path | None, channels: ChannelSettings | None) -> Settings:
    given = {"data_dir": data_dir} if data_dir is not None else {}
    return Settings(channels=channels or ChannelSettings.model_construct(), **given)  # type: ignore[arg-type]


def _fixes(error: ValidationError) -> list[str]:
    """What to do about each mistake; one of no single setting names its group."""
    names = [
        str(each["loc"][0]) if each["loc"] else str(each["msg"]).rpartition(" ")[2] for each in error.errors()
    ]
    return [_(_FIXES[name]) for name in names]
