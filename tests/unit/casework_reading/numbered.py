"""An office whose matters bear numbers of other systems, with what tests do to it: typing, importing, counting."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from fangyuan.casework import jobs
from fangyuan.casework.identity import Identity
from fangyuan.casework.importing import asking
from fangyuan.casework.installing import activate, install
from fangyuan.casework.jobs import Watch
from fangyuan.casework.office import Office
from fangyuan.casework.registering import register
from fangyuan.casework.working import HANDS
from fangyuan.compiler.loading import load
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Refused
from fangyuan.model.world import Person, Post
from fangyuan.store.jobs import ASKING, Job
from fixtures.reading import NOW, PACKS, SINCE, Bench

MATTER, ERRAND = "numbered-elsewhere/matter", "numbered-elsewhere/errand"
DESK, ACCUSED, KEEPER = Identity("t1", "desk-clerk"), Identity("t1", "east-clerk"), Identity("t1", "west-keeper")
AFAR = Identity("t2", "far-clerk")
PORTAL = ["信箱件号", "事由"]
KNOWN: dict[str, Pack] = {}


def furnished(office: Office) -> Bench:
    """The office with the pack, a clerk at the hall, one in the unit that an accusation is about, one in another county."""
    source, _ = load(PACKS / "numbered-elsewhere", [PACKS], office.kinds)
    made = install(office, source, NOW, trial=False)
    KNOWN.setdefault("pack", made.pack)
    for tenant in ("t1", "t2"):
        activate(office, tenant, KNOWN["pack"], SINCE)
    people = [
        Person("desk-clerk", "t1", "何登", (Post("clerk", "hall"),)),
        Person("east-clerk", "t1", "郑登", (Post("clerk", "east"),)),
        Person("west-keeper", "t1", "冯办", (Post("keeper", "west"),)),
        Person("far-clerk", "t2", "钱登", (Post("clerk", "far"),)),
    ]
    with office.database.begin() as uow:
        uow.directory.put_people(people)
        uow.commit()
    return Bench(office)


def taken(bench: Bench, me: Identity = DESK, key: str = "", kind: str = MATTER, **answers: Any) -> str:
    """A matter that an officer typed."""
    return register(bench.office, me, kind, {"topic": "路灯不亮", **answers}, None, key, NOW).case


def book(heads: list[str], *rows: list[Any]) -> BytesIO:
    made, file = Workbook(), BytesIO()
    page = made.active
    assert page is not None
    for row in (heads, *rows):
        page.append(row)
    made.save(file)
    file.seek(0)
    return file


def tried(
    bench: Bench, file: BytesIO, source: str = "", me: Identity = DESK, kind: str = MATTER, **columns: str
) -> Job:
    """The trial of a file, its columns as they are guessed."""
    job = asking.bring(bench.office, me, kind, file, "导出.xlsx", NOW)
    spec = {name: job.spec[name] for name in ("sheet", "first", "last", "columns", "fixed")}
    asking.map_columns(bench.office, me, job.id, {**spec, "columns": columns or spec["columns"]}, source, NOW)
    return worked(bench, job, me)


def worked(bench: Bench, job: Job, me: Identity = DESK) -> Job:
    jobs.do_jobs(bench.office, HANDS, Watch(lambda: NOW))
    return jobs.my_job(bench.office, me, job.id)


def imported(bench: Bench, file: BytesIO, source: str = "", me: Identity = DESK, kind: str = MATTER) -> Job:
    job = tried(bench, file, source, me, kind)
    assert job.state == ASKING
    asking.take_in(bench.office, me, job.id, NOW)
    return worked(bench, job, me)


def lines(bench: Bench, job: Job) -> Iterator[tuple[str, str]]:
    with bench.office.database.read() as uow:
        return iter([(one.outcome, one.case) for one in uow.jobs.lines(job, ("new", "known", "changed", "wrong"), 99)])


def cases(bench: Bench) -> list[str]:
    """The open cases of the jurisdiction under the pack, the oldest first."""
    with bench.office.database.read() as uow:
        return [case for kind in (MATTER, ERRAND) for case in uow.cases.open_under("t1", KNOWN["pack"].hash, kind)]


def count(bench: Bench) -> int:
    """How many there are."""
    return len(cases(bench))


def refused(bench: Bench, me: Identity = DESK, **answers: Any) -> str:
    with pytest.raises(Refused) as caught:
        taken(bench, me, **answers)
    (problem,) = caught.value.problems
    return f"{problem.path}: {problem.message}"
