"""What is wrong, where, and what to do next: one shape for authors of packs and for officers at a form."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a source file; line and column count from 1, 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """`file:line:column`, as editors read it."""
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


class Severity(StrEnum):
    """An error stops a pack from being used; a warning is shown and stops nothing."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.

    `code` is a word of the registry of problems; `path` a dotted path of an answer (`persons.0.name`), or a JSON
    path of a pack file (`$.stages[1].tasks`); `message` says what is wrong, `advice` what to write or do instead.
    """

    code: str
    message: str
    path: str = ""
    mark: Mark | None = None
    advice: str = ""
    severity: Severity = Severity.ERROR
    detail: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """`file:line:column  path  what is wrong  write this instead`."""
        return "  ".join(part for part in (str(self.mark or ""), self.path, self.message, self.advice) if part)


class PackRejected(Exception):
    """A pack cannot be used; carries every problem that was found, not the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keeps the problems in the order of their places."""
        self.problems = tuple(sorted(problems, key=lambda p: (str(p.mark or ""), p.path)))
        super().__init__("\n".join(map(str, self.problems)))


class Failed(Exception):
    """Something that is no act on a case did not work; the text says what to put right."""


class TryAgain(Exception):
    """Nothing is wrong with what was asked: the installation had no room for it now, and a second try may go through."""


class Refused(Exception):
    """An act that is not allowed now: by right, by state, by a rule or by its answers; nothing was written."""

    def __init__(self, *problems: Problem) -> None:
        """Takes at least one problem; the first gives the message."""
        self.problems = problems
        super().__init__("; ".join(p.message for p in problems))


class ChangedMeanwhile(Refused):
    """Somebody else changed the case between reading and writing, three times over."""
