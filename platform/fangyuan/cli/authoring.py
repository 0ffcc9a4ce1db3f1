"""The commands with which a pack begins: `fangyuan pack new`, `fangyuan pack editor`."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import click

from fangyuan.cli.telling import tells
from fangyuan.packs.starting import editor_files, starter

_PACK = re.compile(r"[a-z][a-z0-9-]*/[a-z][a-z0-9-]*")
_TITLE_LENGTH = 120
"""As words.schema.json has it."""


_LINES = {
    "zh": {
        "pack": "写成 发布者/名称：只用小写字母、数字、连字符，字母开头，如 acme/rooms。",
        "signs": "标题里不要用引号、冒号、括号、反斜杠和 #。",
        "long": "标题不超过 {most} 个字，现有 {length} 个。",
        "full": "文件夹 {folder} 里已经有东西，请用 -o 另指一个。",
        "made": "已写入 {folder}。接着运行：fangyuan pack check {folder}，fangyuan pack test {folder}",
        "editor": "已写入 {folder}：VS Code 打开这个文件夹就会补全和检查。",
    },
    "en": {
        "pack": "Write publisher/name: small letters, digits and hyphens, a letter first, such as acme/rooms.",
        "signs": "Write a title without quotes, colons, brackets, backslashes and #.",
        "long": "Write a title of at most {most} characters; it has {length}.",
        "full": "{folder} is not empty; name another folder with -o.",
        "made": "Written: {folder}. Now run: fangyuan pack check {folder}, fangyuan pack test {folder}",
        "editor": "Written: {folder}. VS Code now completes and checks what is in this folder.",
    },
}


@click.command("new")
@tells
@click.argument("pack")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="The folder; by default the name."
)
@click.option("--title", default="", help="What people read.")
def pack_new(pack: str, output: Path | None, title: str, language: str, as_json: bool) -> None:
    """Makes a small pack with comments that works at once; PACK is `publisher/name`."""
    lines = _LINES[language]
    if not _PACK.fullmatch(pack):
        raise click.BadParameter(lines["pack"], param_hint="PACK")
    if any(sign in title for sign in "\n\r\"'\\:#{}[]"):
        raise click.BadParameter(lines["signs"], param_hint="--title")
    if len(title) > _TITLE_LENGTH:
        told = lines["long"].format(most=_TITLE_LENGTH, length=len(title))
        raise click.BadParameter(told, param_hint="--title")
    folder = output or Path(pack.partition("/")[2])
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(lines["full"].format(folder=folder))
    _write(folder, {**starter(pack, title), **editor_files()}, lines["made"], as_json)


@click.command("editor")
@tells
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
def pack_editor(path: Path, language: str, as_json: bool) -> None:
    """Writes the meta-schemas and VS Code's settings into a pack folder, so that the editor completes and checks."""
    _write(path, editor_files(), _LINES[language]["editor"], as_json)


def _write(folder: Path, contents: Mapping[str, bytes], line: str, as_json: bool) -> None:
    """Writes files below a folder, and says so."""
    for path, raw in contents.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)
    if as_json:
        click.echo(json.dumps({"folder": str(folder), "files": sorted(contents)}, ensure_ascii=False))
    else:
        click.echo(line.format(folder=folder))
