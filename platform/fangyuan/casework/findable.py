"""What a case is found by: its answers, each by those who may read it, and the sealed ones that tell people apart, which
are found as a whole by those from whom they are not hidden.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fangyuan.engine.internal import internals
from fangyuan.engine.masking import sensitive_paths
from fangyuan.engine.placement import SHELF
from fangyuan.forms.paths import joined, upwards, values_at
from fangyuan.forms.texts import Names, text
from fangyuan.kinds import Kinds
from fangyuan.kinds.cleaning import narrow
from fangyuan.model.once import once_each
from fangyuan.model.pack import FieldRight, Pack
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState

TELLING = ("phone", "id-card", "identity")
"""The kinds whose answers tell people apart."""

WORDLESS = frozenset({"attachment", "signature", "hidden", "static"})
"""The kinds whose answers are no words of anybody."""


def texts_of(case: CaseState, case_type: CaseType, names: Names, kinds: Kinds) -> Iterator[tuple[str, str]]:
    """(path, text) of the answers at the root of a case, without those that are sealed."""
    sealed = sensitive_paths(case_type)
    for path, value in _leaves(case.answers, ""):
        field = case_type.fields.get(path)
        if field and field.kind not in WORDLESS and (not sealed or sealed.isdisjoint(upwards(path))):
            yield path, text(field, value, names, kinds)


@once_each
def kept_paths(pack: Pack, case_type: CaseType) -> frozenset[str]:
    """The paths of a case type that some role of the pack may not read, and those that units which take part may not."""
    kept = {path for role in pack.roles.values() for path, right in role.fields.items() if right is not FieldRight.SEE}
    kept |= internals(case_type).names
    return frozenset(path for path in case_type.fields if kept and any(at in kept for at in upwards(path)))


def telling(case: CaseState, case_type: CaseType) -> Iterator[tuple[str, str]]:
    """(path, value) of every sealed phone and identity number."""
    for path in telling_paths(case_type):
        for value in values_at(case.answers, path):
            if isinstance(value, str) and value:
                yield path, bare(value)


@once_each
def telling_paths(case_type: CaseType) -> tuple[str, ...]:
    """The paths of the sealed answers that tell people apart."""
    return tuple(
        path
        for path, field in case_type.fields.items()
        if field.sensitive and field.kind in TELLING and not path.startswith(f"{SHELF}.")
    )


def bare(written: str) -> str:
    """A phone or identity number as it is compared.

    >>> bare(" 138-0000 0000")
    '13800000000'
    """
    return narrow(written).replace(" ", "").replace("-", "").upper()


def _leaves(tree: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every text and every list of choices, with its path without the numbers of rows; what stands on the shelf of tasks is left there."""
    if isinstance(tree, str):
        if tree:
            yield path, tree
    elif isinstance(tree, list):
        if any(isinstance(item, Mapping) for item in tree):
            for item in tree:
                yield from _leaves(item, path)
        elif tree:
            yield path, tree
    elif isinstance(tree, Mapping):
        for name, value in tree.items():
            if (at := joined(path, name)) != SHELF:
                yield from _leaves(value, at)
