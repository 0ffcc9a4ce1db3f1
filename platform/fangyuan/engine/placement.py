"""Where the answers of a task are written: to the root of the case's tree, or to a place of their own."""

from collections.abc import Container

from fangyuan.model.procedure import Task

SHELF = "tasks"
"""The name under which the tree of answers keeps the entries of tasks that may be done more than once."""

ENTRY = "entry"
"""The fact that holds the entry which the event in hand completed."""

NUMBERED = "/"
"""Stands between subject and number where a task is both `per` and `repeat`; ids of units and people never hold it."""


def has_entries(task: Task) -> bool:
    """Whether each doing of the task is an entry of its own: one a subject, one a time, one an instrument."""
    return bool(task.per) or task.repeat or task.instrument


def answers_at(task: Task, subject: str = "", n: int = 1) -> str:
    """The path where the `n`-th answers of a task about a subject go: empty for the root, else `tasks.<task>.<entry>`.

    >>> answers_at(Task(task="visit", title="", repeat=True), n=3)
    'tasks.visit.3'
    """
    return f"{SHELF}.{task.task}.{entry_key(task, subject, n)}" if has_entries(task) else ""


def entry_key(task: Task, subject: str, n: int) -> str:
    """The entry's own name: the subject, the number, or both."""
    if subject and (task.repeat or task.instrument):
        return f"{subject}{NUMBERED}{n}"
    return subject or str(n)


def split_place(at: str) -> tuple[str, str]:
    """`tasks.sign.U1` -> `("sign", "U1")`; an entry may itself hold dots."""
    _, task, entry = at.split(".", 2)
    return task, entry


def subject_of(entry: str, subjects: Container[str]) -> str:
    """The subject that an entry's name tells, or empty where it only counts; `subjects` are those the task has had."""
    subject, _, _ = entry.partition(NUMBERED)
    return subject if subject in subjects else ""
