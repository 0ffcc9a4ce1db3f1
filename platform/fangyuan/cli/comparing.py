"""The command `fangyuan pack diff`: two versions of a pack compared by what they mean."""

import json
import sys
from functools import partial
from pathlib import Path

import click

from fangyuan.casework.reading.differing import comparison, over_parent
from fangyuan.cli.given import beside, pack_path, read_given, say_signed
from fangyuan.cli.options import libraries
from fangyuan.cli.telling import tells
from fangyuan.compiler.compiling import compile_accepted
from fangyuan.compiler.upstream import hidden, parents_of
from fangyuan.kinds import load_kinds


@click.command("diff")
@tells
@click.argument("old", type=pack_path)
@click.argument("new", type=pack_path)
@libraries
def pack_diff(old: Path, new: Path, libraries: tuple[Path, ...], language: str, as_json: bool) -> None:
    """Says what changed from OLD to NEW, folders or archives, and what NEW hides of its parents; status 1 when the number hides it.

    Where NEW is no version of OLD but extends it, what NEW changes of it is told.
    """
    kinds, given = load_kinds(), (read_given(old, libraries), read_given(new, libraries))
    was, now = (one.unproved(kinds) for one in given)
    make, near = partial(compile_accepted, kinds=kinds), beside(new, libraries)
    if was.pack != now.pack and was.pack in now.parents:
        others = [one for name, one in parents_of(now, near, make).items() if name != was.pack]
        found = over_parent(was, now, others, language)
    else:
        found = comparison(was, now, language, hidden(was, beside(old, libraries), now, near, make))
    if as_json:
        signed = {"old": given[0].signature(), "new": given[1].signature()}
        click.echo(json.dumps({**found.as_data(), "signed": signed}, ensure_ascii=False, indent=2))
    for one in () if as_json else given:
        say_signed(one, language)
    for line in () if as_json else found.lines():
        click.echo(line)
    sys.exit(0 if found.honest else 1)
