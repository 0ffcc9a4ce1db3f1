"""Ids with their titles."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """An id and how it is called."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Offered(Named):
    """A case type that may be registered, and what it is for."""

    description: str
