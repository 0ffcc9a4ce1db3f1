"""Files: bytes in a folder, sealed under a key of their own; what they are stands in a row."""

from sqlalchemy import Connection

from fangyuan.store.seals import Seals


class FileRepository:
    """What the files are."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals
