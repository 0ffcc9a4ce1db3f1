"""Ids with their titles."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """An id and how it is called."""

    id: str
    title: str
