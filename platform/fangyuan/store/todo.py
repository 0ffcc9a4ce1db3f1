"""`uow.todo`: what is asked of whom, one indexed query a page."""

from sqlalchemy import Connection


class TodoRepository:
    """Open work, by person or unit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
