"""Lists of cases: filtered, sorted, paged, counted, always led by the tenant and by what the reader may see."""

from sqlalchemy import Connection, select

from fangyuan.store.seals import Seals
from fangyuan.store.tables import Cases
from fangyuan.store.tables.base import table_of

_cases = table_of(Cases)


class CaseLists:
    """Reads over many cases; never a query per row."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def by_number(self, tenant: str, number: str) -> str | None:
        """The id of the case with a number."""
        query = select(_cases.c.case).where(_cases.c.tenant == tenant, _cases.c.number == number).limit(1)
        return self._connection.execute(query).scalar_one_or_none()
