"""The command `fangyuan pack diff`: two versions of a pack compared by what they mean."""

import json
import sys
from functools import partial
from pathlib import Path

import click

from fangyuan.casework.reading.differing import comparison
from fangyuan.cli.telling import tells
from fangyuan.compiler.compiling import compile_accepted
from fangyuan.compiler.loading import library, load
from fangyuan.compiler.resolving import Library
from fangyuan.compiler.upstream import hidden
from fangyuan.kinds import load_kinds
from fangyuan.model.pack import Pack

folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("diff")
@tells
@click.argument("old", type=folder)
@click.argument("new", type=folder)
def pack_diff(old: Path, new: Path, language: str, as_json: bool) -> None:
    """Says what changed from OLD to NEW, and where NEW hides what its parents changed; status 1 when the number hides it."""
    was, now = _compiled(old), _compiled(new)
    conflicts = hidden(was, _beside(old), now, _beside(new), partial(compile_accepted, kinds=load_kinds()))
    found = comparison(was, now, language, conflicts)
    if as_json:
        click.echo(json.dumps(found.as_data(), ensure_ascii=False, indent=2))
    for line in () if as_json else found.lines():
        click.echo(line)
    sys.exit(0 if found.honest else 1)


def _compiled(path: Path) -> Pack:
    """A pack with its parents, which lie beside it."""
    return load(path, (path.resolve().parent,), load_kinds())[1]


def _beside(path: Path) -> Library:
    return library((path.resolve().parent,))
