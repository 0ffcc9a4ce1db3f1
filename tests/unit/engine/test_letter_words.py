"""What a word of a letter becomes: codes by their titles, wherever the answer was written."""

from fangyuan.engine.lettering import context_of
from fangyuan.engine.names import Names
from fangyuan.model.fields import Field, Option
from fangyuan.model.outputs import Letter
from fangyuan.model.world import Directory

DELAY = Option("delay", "拖延")


def field(path: str) -> Field:
    """A choice at a path."""
    return Field(path, path.rpartition(".")[2], "", "select", {}, "string", options=(DELAY,))


def test_a_code_is_printed_by_its_title_at_the_root_and_in_an_entry_of_a_task() -> None:
    letter = Letter("l", "", "l.docx", {"root": "grounds", "entry": "tasks.supervise.grounds"})
    fields = {path: field(path) for path in letter.context.values()}
    tree = {"grounds": "delay", "tasks": {"supervise": [{"grounds": "delay"}]}}
    assert context_of(letter, tree, fields, Names(Directory())) == {"root": "拖延", "entry": "拖延"}
