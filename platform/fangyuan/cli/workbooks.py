"""The commands `fangyuan pack export-xlsx` and `import-xlsx`: a pack's plain settings in Excel, and back."""

import json
from pathlib import Path

import click

from fangyuan.casework.workbooks.exchanging import export_workbook, import_workbook
from fangyuan.cli.output import put
from fangyuan.cli.telling import tells
from fangyuan.packs.plain_files import read_plain

_folder = click.Path(exists=True, file_okay=False, path_type=Path)
_file = click.Path(dir_okay=False, path_type=Path)


@click.command("export-xlsx")
@tells
@click.argument("path", type=_folder)
@click.option("-o", "--output", required=True, type=_file, help="NAME.xlsx")
def pack_export(path: Path, output: Path) -> None:
    """Writes titles, codes, columns, deadlines, ladders, targets, roles and holidays of a pack as a workbook."""
    put(output, export_workbook(path))
    click.echo(f"已写入 {output}")


@click.command("import-xlsx")
@tells
@click.argument("path", type=_folder)
@click.argument("workbook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def pack_import(path: Path, workbook: Path, as_json: bool) -> None:
    """Writes what a workbook changes back into a pack; comments and order stay. One wrong cell, and nothing is written."""
    changed = import_workbook(path, read_plain(workbook))
    if as_json:
        click.echo(json.dumps({"changed": list(changed)}, ensure_ascii=False))
        return
    for file in changed:
        click.echo(f"已改写 {file}")
    click.echo("请再运行 fangyuan pack check 与 pack test。" if changed else "没有改动。")
