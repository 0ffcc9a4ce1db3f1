"""W1 (submit) and W2 (render) of a form of thirty fields, beside the same form written by hand, in one run.

`python -m bench.forms [rounds] [--profile]`: milliseconds of CPU a request, beside the hand-written page. Both are called as WSGI
applications, without a server between, with requests that were made before. The bare pack (`bench/bare`) does what the
hand-written application does; `fuller` is the minimal pack with the same form: it seals a field, weighs a rule, starts a
clock, issues a letter and tells somebody. With `--profile` the functions in which the bare submit spends most follow.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from bench.by_hand import application
from bench.measuring import Figure, Run, alone, in_turn, profiled
from bench.wsgi import REQUESTS, Page, Visitor, new_key, spent
from fixtures.web import Site
from unit.casework.offices import MINIMAL, make_place

BARE = Path(__file__).with_name("bare")
FORM = Path("case-types") / "repair" / "report.schema.json"
OWN = {"_received": "2026-03-02", "_act": "submit"}
GROUPS = 5
BARS = {"W2 render": 0.3, "W1 submit": 0.8}


def fuller_pack(folder: Path) -> Path:
    """The minimal pack with the twenty-five further fields of the bare one."""
    shutil.copytree(MINIMAL, folder)
    schema, wide = (json.loads((pack / FORM).read_text("utf-8")) for pack in (MINIMAL, BARE))
    schema["properties"] = {**wide["properties"], **schema["properties"]}
    (folder / FORM).write_text(json.dumps(schema, ensure_ascii=False), "utf-8")
    (folder / FORM).with_name("report.ui.json").unlink()
    return folder


@dataclass(frozen=True)
class Subject:
    """An application with its form; `fixed` is what every submit of its page sends."""

    visitor: Visitor
    path: str
    fixed: dict[str, str]
    multipart: bool

    def opens(self) -> float:
        """W2."""
        return spent(self.visitor, (self.visitor.getting(self.path) for _ in range(REQUESTS)), "200")

    def submits(self, number: int = REQUESTS) -> float:
        """W1: every submit has a key of its own."""
        made = ({**self.fixed, "_key": new_key()} for _ in range(number))
        return spent(self.visitor, (self.visitor.posting(self.path, one, self.multipart) for one in made), "302")


def subject(visitor: Visitor, path: str, typed: dict[str, str]) -> Subject:
    """The form at a path, filled in so."""
    page: Page = visitor.page(path)
    return Subject(visitor, path, {**typed, "csrf_token": page.hidden("csrf_token")}, page.is_multipart)


@contextmanager
def house(pack: Path, name: str) -> Iterator[tuple[Subject, Engine]]:
    """The house with a pack, a clerk signed in, and its database."""
    with tempfile.TemporaryDirectory(prefix="fangyuan-bench-") as folder:
        place = make_place(f"sqlite:///{Path(folder) / 'office.sqlite3'}", Path(folder), pack=pack)
        visitor = Visitor(Site(place).desk("clerk").client)
        yield subject(visitor, f"/cases/new/{name}/repair", {**answers(), **OWN}), place.office.database.engine
        place.office.database.close()


@contextmanager
def by_hand() -> Iterator[Subject]:
    """The comparison, signed in."""
    with tempfile.TemporaryDirectory(prefix="fangyuan-bench-") as folder:
        fields = json.loads((BARE / FORM).read_text("utf-8"))["properties"]
        client = application(f"sqlite:///{Path(folder) / 'hand.sqlite3'}", fields).test_client()
        with client.session_transaction() as session:
            session["officer"] = 1
        yield subject(Visitor(client), "/new", answers())


def answers() -> dict[str, str]:
    """Thirty answers."""
    made = {
        "device": "三楼打印机",
        "category": "打印机",
        "noticed_on": "2026-03-02",
        "urgent": "true",
        "phone": "13800000000",
    }
    for number in range(GROUPS):
        made |= {
            f"text_{number}": "一些文字",
            f"day_{number}": "2026-02-27",
            f"amount_{number}": "12",
            f"choice_{number}": "丙",
            f"sure_{number}": "true",
        }
    return made


def statements(engine: Any, do: Callable[[], object]) -> int:
    """How many statements a request sends to the database."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    do()
    event.remove(engine, "before_cursor_execute", note)
    return sum(statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) for statement in seen)


def figure(what: str, ours: Callable[[], float], theirs: Callable[[], float], rounds: int, sent: int) -> Figure:
    """One of the two, beside the same by hand."""
    found = in_turn({"house": ours, "hand": theirs}, rounds)
    return Figure(figure=what, ours=found["house"], beside=found["hand"], bar=BARS.get(what), more={"statements": sent})


def figures(run: Run) -> Iterator[Figure]:
    """W2 and W1, and W1 with more to do."""
    with ExitStack() as stack:
        theirs = stack.enter_context(by_hand())
        ours, engine = stack.enter_context(house(BARE, "bare"))
        shown = statements(engine, lambda: ours.visitor.page(ours.path))
        yield figure("W2 render", ours.opens, theirs.opens, run.rounds, shown)
        sent = statements(engine, lambda: ours.submits(1))
        yield figure("W1 submit", ours.submits, theirs.submits, run.rounds, sent)
        if run.profile:
            profiled(lambda: ours.submits(5 * REQUESTS))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fangyuan-bench-")))
        fuller, engine = stack.enter_context(house(fuller_pack(folder / "pack"), "minimal"))
        fuller.fixed["category"] = "printer"
        sent = statements(engine, lambda: fuller.submits(1))
        yield figure("W1 submit, fuller", fuller.submits, theirs.submits, run.rounds, sent)


if __name__ == "__main__":
    alone(figures)
