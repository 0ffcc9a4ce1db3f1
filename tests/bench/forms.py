"""W1 (submit) and W2 (render) of a form of thirty fields, beside the same form written by hand, in one run.

`python -m bench.forms [rounds]` prints one JSON line a figure: milliseconds of CPU a request, medians of interleaved
rounds, and the ratio to the hand-written page. Both are called as WSGI applications, without a server between.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from bench.by_hand import application
from fixtures.web import NEW, Site
from unit.casework.offices import MINIMAL, make_place

REQUESTS = 40
GROUPS = 5


def properties() -> dict[str, dict[str, Any]]:
    """Twenty-five further fields: texts, long texts, dates, numbers, choices, yes or no, five of each but one."""
    made: dict[str, dict[str, Any]] = {}
    for number in range(GROUPS):
        made |= {
            f"text_{number}": {"type": "string", "title": f"文字 {number}", "maxLength": 60},
            f"day_{number}": {"type": "string", "format": "date", "title": f"日期 {number}"},
            f"amount_{number}": {"type": "number", "title": f"数量 {number}", "minimum": 0},
            f"choice_{number}": {
                "type": "string",
                "title": f"选项 {number}",
                "enum": ["甲", "乙", "丙", "丁", "戊", "己"],
            },
            f"sure_{number}": {"type": "boolean", "title": f"是否 {number}"},
        }
    return made


def wide_pack(folder: Path) -> dict[str, dict[str, Any]]:
    """The minimal pack with a form of thirty fields; gives its properties."""
    shutil.copytree(MINIMAL, folder)
    path = folder / "case-types" / "repair" / "report.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    schema["properties"] |= properties()
    path.write_text(json.dumps(schema, ensure_ascii=False), "utf-8")
    (path.parent / "report.ui.json").unlink()
    return dict(schema["properties"])


@contextmanager
def sites() -> Iterator[tuple[FlaskClient, FlaskClient, Any]]:
    """The house and the comparison, signed in, and the house's database engine."""
    with tempfile.TemporaryDirectory(prefix="fangyuan-bench-") as folder:
        home = Path(folder)
        fields = wide_pack(home / "pack")
        place = make_place(f"sqlite:///{home / 'office.sqlite3'}", home, pack=home / "pack")
        ours = Site(place).desk("clerk").client
        theirs = application(f"sqlite:///{home / 'hand.sqlite3'}", fields).test_client()
        with theirs.session_transaction() as session:
            session["officer"] = 1
        yield ours, theirs, place.office.database.engine
        place.office.database.close()


def answers() -> dict[str, str]:
    """Thirty answers."""
    made = {
        "device": "三楼打印机",
        "category": "printer",
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


def cpu(do: Callable[[], None]) -> float:
    """Milliseconds of CPU a call, over a round of calls."""
    begun = time.process_time()
    for _ in range(REQUESTS):
        do()
    return (time.process_time() - begun) * 1000 / REQUESTS


def opens(client: FlaskClient, path: str) -> None:
    """W2."""
    assert client.get(path).status_code == 200


def submits(client: FlaskClient, path: str) -> Callable[[], None]:
    """W1: one page is read for its token; every submit has a key of its own."""
    page = client.get(path).get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    fixed = {**answers(), "csrf_token": token[1], "_received": "2026-03-02", "_act": "submit"}
    keys = iter(range(1_000_000))

    def submit() -> None:
        answer = client.post(path, data={**fixed, "_key": f"bench-{next(keys)}"}, content_type="multipart/form-data")
        assert answer.status_code == 302, answer.get_data(as_text=True)

    return submit


def compared(name: str, ours: Callable[[], None], theirs: Callable[[], None], rounds: int) -> dict[str, Any]:
    """Both in turn; the medians and their ratio."""
    ours(), theirs()
    pairs = [(cpu(ours), cpu(theirs)) for _ in range(rounds)]
    house, hand = (median(column) for column in zip(*pairs, strict=True))
    return {
        "figure": name,
        "fields": 30,
        "house_ms": round(house, 2),
        "hand_ms": round(hand, 2),
        "ratio": round(house / hand, 2),
    }


def statements(engine: Any, do: Callable[[], None]) -> int:
    """How many statements a request sends to the database."""
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: seen.append(statement))
    do()
    return sum(statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) for statement in seen)


def main(rounds: int) -> None:
    """Prints the figures."""
    with sites() as (ours, theirs, engine):
        print(json.dumps(compared("W2 render", lambda: opens(ours, NEW), lambda: opens(theirs, "/new"), rounds)))
        print(json.dumps(compared("W1 submit", submits(ours, NEW), submits(theirs, "/new"), rounds)))
        print(json.dumps({"figure": "W2 statements", "count": statements(engine, lambda: opens(ours, NEW))}))
        print(json.dumps({"figure": "W1 statements", "count": statements(engine, submits(ours, NEW))}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
