"""The command `fangyuan form`: forms of other tools become form files of a pack."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from fangyuan.cli.telling import say_problems, tells
from fangyuan.compiler.telling import as_data
from fangyuan.forms.importing.remarks import Fate, Remark
from fangyuan.forms.importing.taking import Taken, parts_of, take
from fangyuan.kinds import load_kinds
from fangyuan.model.problems import PackRejected, Problem, Severity
from fangyuan.packs.json_text import read_json
from fangyuan.packs.plain_files import read_plain
from fangyuan.packs.reading import decode
from fangyuan.packs.yaml_text import read_yaml
from fangyuan.packs.yaml_writing import write_yaml

_ENDING = ".schema.yaml"
_UI_ENDING = ".ui.yaml"


@click.group()
def form() -> None:
    """Forms of other tools."""


@form.command("import")
@tells
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--ui", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The UI schema, if in its own file."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="NAME.schema.yaml of a pack.",
)
@click.option("--force", is_flag=True, help="Write over files that exist.")
def form_import(
    file: Path, ui: Path | None, output: Path | None, force: bool, language: str, as_json: bool
) -> None:  # fmt: skip
    """Makes a form of a pack out of a JSON Schema with rjsf's uiSchema or JSON Forms' UI schema, and says what got lost.

    FILE holds the schema, or `schema` and `uiSchema` together. Status 1 when the result cannot be used as it is.
    """
    schema, layout = parts_of(_read(file))
    name = (output or file).name.split(".")[0]
    taken = take(name, schema, _read(ui) if ui else layout, load_kinds())
    _write(taken, output, force)
    if as_json:
        click.echo(json.dumps(_told(taken, language), ensure_ascii=False, indent=2))
    else:
        _say(taken, output, language)
    sys.exit(1 if any(problem.severity is Severity.ERROR for problem in taken.problems) else 0)


def _read(file: Path) -> Any:
    """The data of a JSON or YAML file; raises PackRejected with what is wrong with it."""
    problems: list[Problem] = []
    text = decode(file.name, read_plain(file), problems)
    reader = read_yaml if file.suffix in (".yaml", ".yml") else read_json
    node, found = reader(text, file.name) if text is not None else (None, [])
    if node is None or problems or found:
        raise PackRejected([*problems, *found])
    return node.plain()


def _write(taken: Taken, output: Path | None, force: bool) -> None:
    """The form file, and its layout beside it where it has one."""
    if output is None:
        return
    if not output.name.endswith(_ENDING):
        raise click.BadParameter(f"A form file of a pack is called NAME{_ENDING}.", param_hint="-o")
    files = {output: taken.schema}
    if taken.layout:
        files[output.with_name(output.name.removesuffix(_ENDING) + _UI_ENDING)] = taken.layout
    for path in files:
        if path.exists() and not force:
            raise click.ClickException(f"{path.name} exists; give another name, or --force.")
    for path, data in files.items():
        path.write_text(write_yaml(data), encoding="utf-8")


def _say(taken: Taken, output: Path | None, language: str) -> None:
    """The form where no file was asked for, and everything that is said otherwise than before."""
    if output is None:
        click.echo(write_yaml(taken.schema), nl=False)
        if taken.layout:
            click.echo("---\n" + write_yaml(taken.layout), nl=False)
    for remark in taken.remarks:
        click.echo(f"{_FATES[language][remark.fate]}  {remark.at}  {remark.message(language)}", err=True)
    say_problems(taken.problems)


_FATES = {
    "zh": {Fate.DROPPED: "未导入", Fate.CHANGED: "已改写"},
    "en": {Fate.DROPPED: "dropped", Fate.CHANGED: "changed"},
}


def _told(taken: Taken, language: str) -> dict[str, Any]:
    """The result for a machine."""
    return {
        "dialect": taken.dialect,
        "schema": taken.schema,
        "layout": taken.layout or None,
        "remarks": [_remark(each, language) for each in taken.remarks],
        "problems": [as_data(problem) for problem in taken.problems],
    }


def _remark(remark: Remark, language: str) -> dict[str, str]:
    return {"code": remark.code, "fate": remark.fate.value, "at": remark.at, "message": remark.message(language)}
