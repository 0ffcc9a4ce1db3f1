"""The commands with which a pack begins: `fangyuan pack new`, `fangyuan pack editor`."""

import re
from collections.abc import Mapping
from pathlib import Path

import click

from fangyuan.packs.starting import editor_files, starter

_PACK = re.compile(r"[a-z][a-z0-9-]*/[a-z][a-z0-9-]*")
_TITLE_LENGTH = 120
"""As words.schema.json has it."""


@click.command("new")
@click.argument("pack")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="The folder; by default the name."
)
@click.option("--title", default="", help="What people read.")
def pack_new(pack: str, output: Path | None, title: str) -> None:
    """Makes a small pack with comments that works at once; PACK is `publisher/name`."""
    if not _PACK.fullmatch(pack):
        raise click.BadParameter("Write publisher/name: lower-case letters, digits, hyphens.", param_hint="PACK")
    if any(sign in title for sign in "\n\r\"'\\:#{}[]"):
        raise click.BadParameter("A title without quotes, colons and brackets.", param_hint="--title")
    if len(title) > _TITLE_LENGTH:
        raise click.BadParameter(f"A title of at most {_TITLE_LENGTH} characters.", param_hint="--title")
    folder = output or Path(pack.partition("/")[2])
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty; name another folder with -o.")
    _write(folder, {**starter(pack, title), **editor_files()})
    click.echo(f"{folder}：fangyuan pack check {folder}，fangyuan pack test {folder}")


@click.command("editor")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
def pack_editor(path: Path) -> None:
    """Writes the meta-schemas and VS Code's settings into a pack folder, so that the editor completes and checks."""
    _write(path, editor_files())


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    for path, raw in contents.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)
