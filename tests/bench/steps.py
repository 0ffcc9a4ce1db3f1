"""W3: one case through six steps in one process, written at each, beside the same by hand with the ORM.

`python -m bench.steps [rounds] [--profile]`: milliseconds of CPU a case. The house judges a form, weighs a rule, keeps a clock and
writes a chain of hashed events (`bench/six`); by hand a step reads the case, moves it to its next state and writes down who did
what. Both databases are SQLite in WAL, on the disk after every step.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import Session

from bench.by_hand import Audit, Base, Case, Officer
from bench.measuring import Figure, Run, alone, in_turn, profiled, spent
from fangyuan.casework.acting import act
from fangyuan.casework.registering import register
from fangyuan.model.commands import CompleteTask, TakeAction
from unit.casework.offices import CLERK, make_place

SIX = Path(__file__).with_name("six")
CASES = 20
TASKS = ("accept", "assign", "mend", "check")
SAID = "已查看现场，零件明日到货。"


@contextmanager
def house() -> Iterator[Callable[[], None]]:
    """A case in the house."""
    with tempfile.TemporaryDirectory(prefix="fangyuan-bench-") as folder:
        place = make_place(f"sqlite:///{Path(folder) / 'office.sqlite3'}", Path(folder), pack=SIX)
        office, now = place.office, place.now

        def steps() -> None:
            answers = {"device": "三楼打印机", "urgent": True}
            case = register(office, CLERK, "six/repair", answers, None, uuid4().hex, now).case
            for task in TASKS:
                act(office, CLERK, case, CompleteTask(task=task, answers={"said": SAID}), now, uuid4().hex)
            act(office, CLERK, case, TakeAction(action="finish"), now, uuid4().hex)

        yield steps
        office.database.close()


@contextmanager
def by_hand() -> Iterator[Callable[[], None]]:
    """The same, as a developer would write it."""
    with tempfile.TemporaryDirectory(prefix="fangyuan-bench-") as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'hand.sqlite3'}")
        modes = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL"
        event.listen(engine, "connect", lambda made, _: made.executescript(modes))
        Base.metadata.create_all(engine)
        with Session(engine) as store:
            store.add(Officer(id=1, name="报修员甲"))
            store.commit()

        def steps() -> None:
            with Session(engine) as store:
                made = Case(device="三楼打印机", answers=json.dumps({"urgent": True}), made_at=datetime.now(UTC))
                store.add(made)
                store.flush()
                store.add(Audit(officer=1, case=made.id, what="register", at=datetime.now(UTC)))
                case = made.id
                store.commit()
            for task in (*TASKS, "finish"):
                with Session(engine) as store:
                    officer = store.scalars(select(Officer).where(Officer.id == 1)).one()
                    held = store.scalars(select(Case).where(Case.id == case)).one()
                    held.answers = json.dumps({**json.loads(held.answers), task: SAID}, ensure_ascii=False)
                    store.add(Audit(officer=officer.id, case=case, what=task, at=datetime.now(UTC)))
                    store.commit()

        yield steps
        engine.dispose()


def cost(steps: Callable[[], None]) -> float:
    """Milliseconds of CPU a case."""
    return spent(lambda: [steps() for _ in range(CASES)]) / CASES


def figures(run: Run) -> Iterator[Figure]:
    """W3."""
    with ExitStack() as stack:
        ours, theirs = stack.enter_context(house()), stack.enter_context(by_hand())
        found = in_turn({"house": lambda: cost(ours), "hand": lambda: cost(theirs)}, run.rounds)
        yield Figure(figure="W3 a case through six steps", ours=found["house"], beside=found["hand"], bar=1.0)
        if run.profile:
            profiled(lambda: cost(ours))


if __name__ == "__main__":
    alone(figures)
