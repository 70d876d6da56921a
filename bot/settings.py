"""Settings from the environment or `.env`; every mistake is reported at once, each with its fix."""

from datetime import time
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import BadInput
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
}
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

    @field_validator("timezone")
    @classmethod
    def known_zone(cls, name: str) -> str:
        if name not in available_timezones():
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

    @model_validator(mode="after")
    def some_channel(self) -> "Settings":
        if self.web_chat == "off":
            raise ValueError(_NOTHING_TO_RUN)
        return self

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
    def host_name(self) -> str:
        """The host part of `address`."""
        return urlsplit(self.address).hostname or "localhost"

    @property
    def database(self) -> str:
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data_dir / 'ward.db').absolute()}"


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
    try:
        return Settings(data_dir=data_dir) if data_dir is not None else Settings()
    except ValidationError as error:
        names = [str(problem["loc"][0]) if problem["loc"] else "" for problem in error.errors()]
        fixes = [_(_FIXES[name]) if name in _FIXES else _(_NOTHING_TO_RUN) for name in names]
        raise BadInput("The settings cannot be used:\n{fixes}", fixes="\n".join(fixes)) from None
