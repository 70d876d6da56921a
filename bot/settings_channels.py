"""What the operator sets for the channels: tokens and keys from the vendors, and how to reach each."""

from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.texts import N_

Mode = Literal["polling", "webhook"]
TELEGRAM_API = "https://api.telegram.org"
ZALO_BOT_API = "https://bot-api.zaloplatforms.com"
ZALO_OA_API = "https://openapi.zalo.me"
ZALO_OAUTH_API = "https://oauth.zaloapp.com"
ZNS_API = "https://business.openapi.zalo.me"

FIXES = {
    "telegram_token": N_("BOT_TELEGRAM_TOKEN must be the token from @BotFather, such as 123456:ABC…"),
    "telegram_mode": N_("BOT_TELEGRAM_MODE must be polling or webhook."),
    "telegram_secret": N_("BOT_TELEGRAM_SECRET may hold 8 to 256 letters, digits, - and _."),
    "zalo_bot_token": N_("BOT_ZALO_BOT_TOKEN must be the token that Zalo Bot Creator sent, number:letters."),
    "zalo_bot_mode": N_("BOT_ZALO_BOT_MODE must be polling or webhook."),
    "zalo_bot_secret": N_("BOT_ZALO_BOT_SECRET may hold 8 to 256 letters, digits, - and _."),
    "zalo_oa_app_id": N_("BOT_ZALO_OA_APP_ID must be the number of the app."),
    "zalo_oa_verifier": N_("BOT_ZALO_OA_VERIFIER must be the code in the name of the verifier file."),
    "zalo_oa_budget": N_("BOT_ZALO_OA_BUDGET must be what may be spent in a month, in đồng, 0 for nothing."),
    "zalo_oa_price": N_("BOT_ZALO_OA_PRICE must be the price of one paid message, in đồng."),
    **dict.fromkeys(
        ("telegram_api", "zalo_bot_api", "zalo_oa_api", "zalo_oauth_api", "zns_api"),
        N_("The address of a vendor (BOT_…_API) must begin with https:// and name a host."),
    ),
    "zalo_oa": N_(
        "For the Zalo OA set all of BOT_ZALO_OA_APP_ID, BOT_ZALO_OA_APP_SECRET, BOT_ZALO_OA_SECRET "
        "and BOT_ZALO_OA_REFRESH_TOKEN, or none."
    ),
}


class ChannelSettings(BaseSettings):
    """One group a vendor; a channel is on where its token is set."""

    model_config = SettingsConfigDict(env_prefix="BOT_", env_file=".env", extra="ignore")

    telegram_token: SecretStr | None = None
    telegram_api: str = TELEGRAM_API
    telegram_mode: Mode = "polling"
    telegram_secret: SecretStr | None = None
    zalo_bot_token: SecretStr | None = None
    zalo_bot_api: str = ZALO_BOT_API
    zalo_bot_mode: Mode = "polling"
    zalo_bot_secret: SecretStr | None = None
    zalo_oa_app_id: str = Field(default="", pattern=r"^\d{0,30}$")
    zalo_oa_app_secret: SecretStr | None = None
    zalo_oa_secret: SecretStr | None = None
    zalo_oa_refresh_token: SecretStr | None = None
    zalo_oa_api: str = ZALO_OA_API
    zalo_oauth_api: str = ZALO_OAUTH_API
    zalo_oa_verifier: str = Field(default="", pattern=r"^[A-Za-z0-9_-]{0,200}$")
    zalo_oa_budget: int = Field(default=0, ge=0)
    zalo_oa_price: int = Field(default=200, ge=0)
    zns_api: str = ZNS_API
    zns_template_reminder: str = ""

    @field_validator(
        "telegram_token", "zalo_bot_token", "zalo_oa_app_secret", "zalo_oa_refresh_token", mode="before"
    )
    @classmethod
    def blank_is_unset(cls, value: object) -> object:
        return value.strip() or None if isinstance(value, str) else value

    @field_validator("telegram_token", "zalo_bot_token")
    @classmethod
    def number_and_key(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None:
            number, colon, key = token.get_secret_value().partition(":")
            if not (
                number.isdecimal() and colon and key and key.isprintable() and not set(key) & set("/?# ")
            ):
                raise ValueError("token")
        return token

    @field_validator("telegram_secret", "zalo_bot_secret", "zalo_oa_secret", mode="before")
    @classmethod
    def blank_key_is_unset(cls, value: object) -> object:
        return value.strip() or None if isinstance(value, str) else value

    @field_validator("telegram_secret", "zalo_bot_secret")
    @classmethod
    def fit_for_a_header(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None:
            plain = key.get_secret_value()
            if not (
                8 <= len(plain) <= 256
                and plain.isascii()
                and plain.replace("-", "").replace("_", "").isalnum()
            ):
                raise ValueError("secret")
        return key

    @field_validator("telegram_api", "zalo_bot_api", "zalo_oa_api", "zalo_oauth_api", "zns_api")
    @classmethod
    def vendor_address(cls, url: str) -> str:
        scheme, _colon, rest = url.partition("://")
        if scheme not in {"http", "https"} or not rest.strip("/"):
            raise ValueError("address")
        return url.rstrip("/")

    @model_validator(mode="after")
    def whole_or_none(self) -> "ChannelSettings":
        """The official account needs all four of its keys."""
        keys = (self.zalo_oa_app_id, self.zalo_oa_app_secret, self.zalo_oa_secret, self.zalo_oa_refresh_token)
        if any(keys) and not all(keys):
            raise ValueError("zalo_oa")
        return self

    @property
    def is_any_on(self) -> bool:
        return any((self.telegram_token, self.zalo_bot_token, self.zalo_oa_app_id))

    @property
    def needs_public_address(self) -> bool:
        """Whether a vendor has to call us."""
        by_hook = (self.telegram_token and self.telegram_mode == "webhook") or (
            self.zalo_bot_token and self.zalo_bot_mode == "webhook"
        )
        return bool(by_hook or self.zalo_oa_app_id)
