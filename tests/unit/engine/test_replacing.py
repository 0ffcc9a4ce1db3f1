"""What is copied quickly is what the standard library would copy."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import pytest

from fangyuan.model.replacing import replace
from fangyuan.model.state import CaseState, ClockRun, LetterState, LinkState, TaskState


@dataclass(frozen=True, slots=True)
class Counted:
    """One that does more than keep what it is given."""

    name: str
    size: int = field(init=False)

    def __post_init__(self) -> None:
        """Counts."""
        object.__setattr__(self, "size", len(self.name))


@pytest.mark.parametrize("kind", [CaseState, ClockRun, LetterState, LinkState, TaskState])
def test_a_copy_is_the_one_of_the_standard_library_and_leaves_the_first_alone(kind: type) -> None:
    names = [one.name for one in dataclasses.fields(kind)]
    old = kind(**{name: f"old {name}" for name in names})
    for name in names:
        made = replace(old, **{name: "new"})
        assert made == dataclasses.replace(old, **{name: "new"})
        assert (type(made), getattr(old, name), getattr(made, name)) == (kind, f"old {name}", "new")
    with pytest.raises(TypeError, match="nowhere"):
        replace(old, nowhere=1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(made, names[0], "x")


def test_a_class_that_does_more_is_made_as_it_wants() -> None:
    assert replace(Counted("a"), name="three").size == 5
