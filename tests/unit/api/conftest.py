"""An office with programs of its clerk, its chief, its administrator and a stranger, on each database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from fangyuan.casework.admitting import issue_token
from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.model.world import Person, Post
from fixtures.webs import web_over
from unit.api.talking import Program
from unit.casework.offices import CHIEF, CLERK, STRANGER, Place, make_place

WHO = {"clerk": CLERK, "chief": CHIEF, "stranger": STRANGER, "admin": Identity("t", "admin")}

ProgramOf = Callable[[str], Program]


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    """The minimal pack at work, on SQLite and on PostgreSQL, with an administrator."""
    made = make_place(database_url, tmp_path)
    put_organisation(made.office, (), (), [Person("admin", "t", "管理员", (Post("administrator", "office"),))])
    yield made
    made.office.database.close()


@pytest.fixture
def app(place: Place) -> Flask:
    """The application around it."""
    return web_over(place.office)


@pytest.fixture(scope="session")
def document(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """The document as the API gives it; it tells nothing of an installation, so once a worker is enough."""
    folder = tmp_path_factory.mktemp("document")
    office = make_place(f"sqlite:///{folder / 'office.sqlite3'}", folder).office
    told = web_over(office).test_client().get("/api/v1/openapi.json").json
    office.database.close()
    assert told is not None
    return dict(told)


@pytest.fixture
def program_of(app: Flask, place: Place, document: Mapping[str, Any]) -> ProgramOf:
    """A program of an officer, with a token of theirs."""

    def made(who: str) -> Program:
        return Program(
            app.test_client(), issue_token(place.office, WHO.get(who, Identity("t", who)), "test", place.now), document
        )

    return made


@pytest.fixture
def clerk(program_of: ProgramOf) -> Program:
    """The clerk's program."""
    return program_of("clerk")


@pytest.fixture
def chief(program_of: ProgramOf) -> Program:
    """The chief's program."""
    return program_of("chief")
