"""The composition root: settings out of the environment, an office, and the web around it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe

from flask import Flask

from fangyuan.casework.clockwork import Clockwork, FileTime, MachineTime
from fangyuan.casework.delivering import Delivery, Post
from fangyuan.casework.office import Office
from fangyuan.engine.folding import fold
from fangyuan.kinds import load_kinds
from fangyuan.store.database import Database
from fangyuan.store.installation import InstallationKey
from fangyuan.store.shelf import FileShelf
from fangyuan.web import Settings as WebSettings
from fangyuan.web import create_app


@dataclass(frozen=True, slots=True)
class Settings:
    """Where an installation keeps its things. `clock` names a file that says the time, for demonstrations and tests."""

    home: Path
    database: str
    clock: Path | None = None
    secure_cookies: bool = False
    post: Post | None = None

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ, clock: Path | None = None) -> "Settings":
        """`FANGYUAN_HOME` (a folder, `var` by default), `FANGYUAN_DATABASE` (a URL), `FANGYUAN_CLOCK`, `FANGYUAN_MAIL_*`."""
        home = Path(environ.get("FANGYUAN_HOME", "var")).resolve()
        written = environ.get("FANGYUAN_CLOCK")
        return cls(
            home=home,
            database=environ.get("FANGYUAN_DATABASE", f"sqlite:///{home / 'fangyuan.db'}"),
            clock=clock or (Path(written) if written else None),
            secure_cookies=environ.get("FANGYUAN_TLS", "") == "1",
            post=_post(environ),
        )


def open_office(settings: Settings) -> Office:
    """The office of an installation, its tables brought up to date; makes the folder and its key where there are none."""
    settings.home.mkdir(parents=True, exist_ok=True)
    key = InstallationKey.load(settings.home / "installation.key", os.environ)
    database = Database(settings.database, key, fold)
    database.migrate()
    return Office(
        database, load_kinds(), FileShelf(settings.home / "files"), time_of(settings), settings.post is not None
    )


def make_web(office: Office, settings: Settings) -> Flask:
    """The staff's application around an office."""
    return create_app(
        office,
        WebSettings(secret_key=_secret(settings.home / "session.key"), secure_cookies=settings.secure_cookies),
    )


def create() -> Flask:
    """For WSGI servers: `gunicorn 'fangyuan.app:create()'`."""
    settings = Settings.read()
    return make_web(open_office(settings), settings)


def delivery_of(settings: Settings) -> Delivery:
    """What carries messages out of this installation."""
    return Delivery(post=settings.post)


def time_of(settings: Settings) -> Clockwork:
    """The machine's time, or a file's."""
    return FileTime(settings.clock) if settings.clock else MachineTime()


def _secret(path: Path) -> str:
    """The key of the sessions, made once, readable by its owner only."""
    if not path.exists():
        path.touch(0o600)
        path.write_text(token_urlsafe(48), "ascii")
    return path.read_text("ascii")


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
