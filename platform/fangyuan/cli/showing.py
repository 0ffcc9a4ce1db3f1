"""The command `fangyuan pack show`: what a pack really says, and where each line comes from."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

import click

from fangyuan.cli.options import libraries
from fangyuan.cli.telling import tells
from fangyuan.compiler.loading import load_source
from fangyuan.compiler.showing import Line, shown
from fangyuan.packs.reading import read_folder

_folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("show")
@tells
@click.argument("path", type=_folder)
@click.option("--resolved", is_flag=True, help="With everything that the pack inherits.")
@click.option("--file", "only", help="One file alone, such as case-types/x/clocks.yaml.")
@libraries
def pack_show(path: Path, resolved: bool, only: str | None, libraries: tuple[Path, ...], as_json: bool) -> None:
    """Prints a pack; with --resolved each line stands beside the pack that it comes from."""
    source = load_source(path, libraries) if resolved else read_folder(path)
    lines = [line for line in shown(source) if only in (None, line.file)]
    if not lines:
        raise click.BadParameter(f"The pack has no file {only!r}: {', '.join(source.files)}", param_hint="--file")
    if as_json:
        click.echo(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=2))
    for text in () if as_json else _printed(lines, resolved):
        click.echo(text)


def _printed(lines: list[Line], resolved: bool) -> Iterator[str]:
    """Files with a heading; the column of packs only where there may be several."""
    width = max(len(line.pack) for line in lines)
    for file, own in groupby(lines, lambda line: line.file):
        yield f"── {file}"
        for line in own:
            yield f"{line.pack.ljust(width)} │ {line.text}" if resolved else line.text
