"""The command `fangyuan pack diff`: two versions of a pack compared by what they mean."""

import json
import sys
from functools import partial
from pathlib import Path

import click

from fangyuan.casework.reading.differing import comparison
from fangyuan.cli.given import beside, pack_path, read_given, say_signed
from fangyuan.cli.options import libraries
from fangyuan.cli.telling import tells
from fangyuan.compiler.compiling import compile_accepted
from fangyuan.compiler.upstream import hidden
from fangyuan.kinds import load_kinds


@click.command("diff")
@tells
@click.argument("old", type=pack_path)
@click.argument("new", type=pack_path)
@libraries
def pack_diff(old: Path, new: Path, libraries: tuple[Path, ...], language: str, as_json: bool) -> None:
    """Says what changed from OLD to NEW, folders or archives, and what NEW hides of its parents; status 1 when the number hides it."""
    kinds, given = load_kinds(), (read_given(old, libraries), read_given(new, libraries))
    was, now = (one.unproved(kinds) for one in given)
    conflicts = hidden(was, beside(old, libraries), now, beside(new, libraries), partial(compile_accepted, kinds=kinds))
    found = comparison(was, now, language, conflicts)
    if as_json:
        signed = {"old": given[0].signature(), "new": given[1].signature()}
        click.echo(json.dumps({**found.as_data(), "signed": signed}, ensure_ascii=False, indent=2))
    for one in () if as_json else given:
        say_signed(one, language)
    for line in () if as_json else found.lines():
        click.echo(line)
    sys.exit(0 if found.honest else 1)
