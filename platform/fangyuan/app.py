"""The composition root: settings out of the environment, an office, and the web around it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from fangyuan.casework.carrying_news import server_of
from fangyuan.casework.channels import ChannelUnusable, Webhook, load_channels
from fangyuan.casework.clockwork import Clockwork, FileTime, MachineTime
from fangyuan.casework.delivering import Delivery, Post
from fangyuan.casework.office import Office
from fangyuan.engine.clocks.quiet_hours import EVENING
from fangyuan.engine.folding import fold
from fangyuan.kinds import load_kinds
from fangyuan.model.later import later
from fangyuan.store.database import Database
from fangyuan.store.installation import InstallationKey
from fangyuan.store.shelf import FileShelf

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.middleware import proxy_fix

    from fangyuan import web
else:
    proxy_fix = later("werkzeug.middleware.proxy_fix")
    web = later("fangyuan.web")

MOST_PROXIES = 10


@dataclass(frozen=True, slots=True)
class Settings:
    """Where an installation keeps its things. `clock` names a file that says the time, for demonstrations and tests.

    `proxies` is how many servers stand in front, whose word for the address of a visitor is taken.
    """

    home: Path
    database: str
    clock: Path | None = None
    secure_cookies: bool = False
    post: Post | None = None
    webhook: Webhook | None = None
    plugins: tuple[str, ...] = ()
    until: time = EVENING
    draft_days: int = 90
    may_listen: tuple[str, ...] = ()
    proxies: int = 0

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ, clock: Path | None = None) -> "Settings":
        """`FANGYUAN_HOME` (a folder, `var` by default), `FANGYUAN_DATABASE` (a URL), and what docs/operating.md lists."""
        home = Path(environ.get("FANGYUAN_HOME", "var")).resolve()
        written = environ.get("FANGYUAN_CLOCK")
        return cls(
            home=home,
            database=environ.get("FANGYUAN_DATABASE", f"sqlite:///{home / 'fangyuan.db'}"),
            clock=clock or (Path(written) if written else None),
            secure_cookies=environ.get("FANGYUAN_TLS", "") == "1",
            post=_post(environ),
            webhook=_webhook(environ),
            plugins=tuple(filter(None, environ.get("FANGYUAN_PLUGINS", "").replace(" ", "").split(","))),
            until=_time(environ.get("FANGYUAN_NOTIFY_UNTIL", "18:00")),
            draft_days=_days(environ.get("FANGYUAN_DRAFT_DAYS", "90")),
            may_listen=_servers(environ.get("FANGYUAN_LISTENERS", "")),
            proxies=_proxies(environ.get("FANGYUAN_PROXIES", "0")),
        )


def open_office(settings: Settings) -> Office:
    """The office of an installation, its tables brought up to date; makes the folder and its key where there are none."""
    settings.home.mkdir(parents=True, exist_ok=True)
    key = InstallationKey.load(settings.home / "installation.key", os.environ)
    database = Database(settings.database, key, fold)
    database.migrate()
    plugins = plugins_of(settings)
    return Office(
        database,
        load_kinds(plugins),
        FileShelf(settings.home / "files"),
        time_of(settings),
        settings.post is not None,
        load_channels(plugins, [settings.webhook] if settings.webhook else []),
        draft_days=settings.draft_days,
        may_listen=settings.may_listen,
    )


def plugins_of(settings: Settings) -> tuple[object, ...]:
    """The plugins of this installation: those installed under the entry point `fangyuan`, and those the settings name."""
    installed = {found.value: found.load() for found in entry_points(group="fangyuan")}
    named = {name: _plugin(name) for name in settings.plugins}
    return tuple({**installed, **named}.values())


def _plugin(name: str) -> object:
    """The module of a plugin; raises ChannelUnusable where it cannot be loaded."""
    try:
        return import_module(name)
    except ImportError as missing:
        raise ChannelUnusable(f"插件“{name}”装不上：{missing}。请先安装它，或从 FANGYUAN_PLUGINS 里去掉。") from missing


def make_web(office: Office, settings: Settings) -> "Flask":
    """The staff's application around an office."""
    app = web.create_app(
        office,
        web.Settings(secret_key=_secret(settings.home / "session.key"), secure_cookies=settings.secure_cookies),
    )
    if settings.proxies:
        near = dict.fromkeys(("x_for", "x_proto", "x_host"), settings.proxies)
        app.wsgi_app = proxy_fix.ProxyFix(app.wsgi_app, **near)  # type: ignore[method-assign]
    return app


def create() -> "Flask":
    """For WSGI servers: `gunicorn 'fangyuan.app:create()'`."""
    settings = Settings.read()
    return make_web(open_office(settings), settings)


def delivery_of(settings: Settings) -> Delivery:
    """What carries messages out of this installation."""
    return Delivery(settings.post, settings.until)


def time_of(settings: Settings) -> Clockwork:
    """The machine's time, or a file's."""
    return FileTime(settings.clock) if settings.clock else MachineTime()


def _secret(path: Path) -> str:
    """The key of the sessions, made once, readable by its owner only."""
    if not path.exists():
        path.touch(0o600)
        path.write_text(token_urlsafe(48), "ascii")
    return path.read_text("ascii")


def _webhook(environ: Mapping[str, str]) -> Webhook | None:
    """The webhook, where an address is named."""
    url = environ.get("FANGYUAN_WEBHOOK_URL")
    return Webhook(url, environ.get("FANGYUAN_WEBHOOK_SECRET", "")) if url else None


def _time(written: str) -> time:
    """The evening, as `18:00`."""
    try:
        return time.fromisoformat(written)
    except ValueError:
        raise ChannelUnusable(f"FANGYUAN_NOTIFY_UNTIL 要写成 18:00 这样的时刻，不是“{written}”。") from None


def _days(written: str) -> int:
    """A number of days, at least one."""
    if written.isdecimal() and int(written) > 0:
        return int(written)
    raise ChannelUnusable(f"FANGYUAN_DRAFT_DAYS 要写成 90 这样的天数，不是“{written}”。")


def _servers(written: str) -> tuple[str, ...]:
    """Servers as `https://oa.example:8443`, with commas between."""
    found = tuple(filter(None, written.replace(" ", "").split(",")))
    if wrong := [one for one in found if server_of(one) != one]:
        raise ChannelUnusable(f"FANGYUAN_LISTENERS 要写成 https://主机:端口，用逗号隔开，不是“{wrong[0]}”。")
    return found


def _proxies(written: str) -> int:
    """How many servers in front of this one say in headers where a request came from; none are believed unasked."""
    if written.isdecimal() and int(written) < MOST_PROXIES:
        return int(written)
    raise ChannelUnusable(f"FANGYUAN_PROXIES 要写成前面有几层代理服务器，例如 1，不是“{written}”。")


def _post(environ: Mapping[str, str]) -> Post | None:
    """The mail server, where one is named."""
    host = environ.get("FANGYUAN_MAIL_HOST")
    if not host:
        return None
    return Post(
        host=host,
        port=int(environ.get("FANGYUAN_MAIL_PORT", "25")),
        sender=environ.get("FANGYUAN_MAIL_FROM", f"fangyuan@{host}"),
        user=environ.get("FANGYUAN_MAIL_USER", ""),
        password=environ.get("FANGYUAN_MAIL_PASSWORD", ""),
    )
