"""How many statements to the database each page costs: a table, so that one more is seen. None asks once a row."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from fixtures.web import Site

NEW = "/cases/new/minimal/repair"
STATEMENTS = {
    ("clerk", NEW): 2,
    ("clerk", "/"): 11,
    ("clerk", "/cases/{case}"): 4,
    ("clerk", "/cases/{case}/tasks/mend"): 6,
    ("clerk", "/views/ledger"): 6,
    ("clerk", "/search?q=打印"): 4,
    ("clerk", "/inbox"): 3,
    ("clerk", "/diary"): 4,
    ("clerk", "/dashboard"): 5,
    ("clerk", "/reports"): 1,
    ("clerk", "/targets"): 1,
    ("clerk", "/duties"): 2,
    ("clerk", "/rota"): 1,
    ("clerk", "/letters"): 3,
    ("clerk", "/letters/register"): 4,
    ("clerk", "/jobs"): 2,
    ("clerk", "/calendars"): 2,
    ("clerk", "/delegations"): 2,
    ("chief", "/leader"): 9,
    ("admin", "/organisation"): 2,
    ("admin", "/packs"): 7,
}


def test_each_page_costs_as_many_statements_as_the_table_says_however_many_cases_there_are(site: Site) -> None:
    first = site.case(key="0")
    site.case(key="1")
    assert counted(site, first) == STATEMENTS
    for number in range(2, 8):
        site.case(key=str(number))
    assert counted(site, first) == STATEMENTS


def counted(site: Site, case: str) -> dict[tuple[str, str], int]:
    """The table as it is; every page was opened before, so that what is made once is there."""
    found = {}
    for person, path in STATEMENTS:
        desk, address = site.desk(person), path.format(case=case)
        desk.get(address)
        with sent(site) as statements:
            desk.get(address)
        found[person, path] = len(statements)
    return found


@contextmanager
def sent(site: Site) -> Iterator[list[str]]:
    """What the database is asked in the block, but for where a transaction begins."""
    said: list[str] = []

    def listen(*heard: object) -> None:
        said.append(str(heard[2]))

    engine = site.place.office.database.engine
    event.listen(engine, "before_cursor_execute", listen)
    yield said
    event.remove(engine, "before_cursor_execute", listen)
