"""The commands `fangyuan pack export-xlsx` and `import-xlsx`: a pack's plain settings in Excel, and back."""

import json
from pathlib import Path

import click

from fangyuan.casework.workbooks.exchanging import export_workbook, import_workbook
from fangyuan.cli.options import libraries
from fangyuan.cli.output import put
from fangyuan.cli.telling import tells
from fangyuan.packs.plain_files import read_plain

_folder = click.Path(exists=True, file_okay=False, path_type=Path)
_file = click.Path(dir_okay=False, path_type=Path)


_LINES = {
    "zh": ("已改写 {}", "请再运行 fangyuan pack check 与 pack test。", "没有改动。"),
    "en": ("Changed: {}", "Now run fangyuan pack check and pack test.", "Nothing to change."),
}


@click.command("export-xlsx")
@tells
@click.argument("path", type=_folder)
@click.option("-o", "--output", required=True, type=_file, help="NAME.xlsx")
@libraries
def pack_export(path: Path, output: Path, libraries: tuple[Path, ...], language: str, as_json: bool) -> None:
    """Writes titles, codes, columns, deadlines, ladders, targets, roles and calendars of a pack as a workbook."""
    put(output, export_workbook(path, libraries))
    if as_json:
        click.echo(json.dumps({"written": str(output)}, ensure_ascii=False))
    else:
        click.echo(f"已写入 {output}" if language == "zh" else f"Written: {output}")


@click.command("import-xlsx")
@tells
@click.argument("path", type=_folder)
@click.argument("workbook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@libraries
def pack_import(path: Path, workbook: Path, libraries: tuple[Path, ...], as_json: bool, language: str) -> None:
    """Writes what a workbook changes back into a pack; comments and order stay. One wrong cell, and nothing is written."""
    found = import_workbook(path, read_plain(workbook), libraries)
    wrote, again, nothing = _LINES[language]
    notes = [zh if language == "zh" else en for zh, en in found.notes]
    if as_json:
        click.echo(json.dumps({"changed": list(found.files), "notes": notes}, ensure_ascii=False))
        return
    for file in found.files:
        click.echo(wrote.format(file))
    for note in notes:
        click.echo(note)
    click.echo(again if found.files else nothing)
