"""Rows of several tenants, as one clause and one parameter however many they are."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Text, TypeDecorator, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeEngine


class Several(TypeDecorator[list[str]]):
    """Several texts as one parameter, so that a statement reads the same however many they are."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """A list where the database has them."""
        kept: TypeEngine[Any] = ARRAY(Text()) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kept)

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> Any:
        """JSON elsewhere."""
        return value if dialect.name == "postgresql" else json.dumps(value)


class one_of(GenericFunction[bool]):  # noqa: N801
    """Whether a text is one of several."""

    name = "fangyuan_one_of"
    inherit_cache = True


@compiles(one_of, "sqlite")
def _one_of_sqlite(made: Any, compiler: Any, **how: Any) -> str:
    text, several = (compiler.process(one, **how) for one in made.clauses)
    return f"({text} IN (SELECT value FROM json_each({several})))"  # noqa: S608 - two compiled clauses.


@compiles(one_of, "postgresql")
def _one_of_postgresql(made: Any, compiler: Any, **how: Any) -> str:
    text, several = (compiler.process(one, **how) for one in made.clauses)
    return f"({text} = ANY ({several}))"


def of_tenants(tenant: ColumnElement[str], tenants: Sequence[str]) -> ColumnElement[bool]:
    """Whether a row is of one of these tenants."""
    if len(tenants) == 1:
        return tenant == tenants[0]
    return one_of(tenant, literal(list(tenants), Several()))
