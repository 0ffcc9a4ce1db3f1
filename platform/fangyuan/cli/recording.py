"""The command `fangyuan pack record`: a real case as a scenario of its pack."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from fangyuan.casework.office import Office
from fangyuan.casework.recording_cases.scenarios import Saved, record
from fangyuan.cli.opening import with_office
from fangyuan.cli.output import put
from fangyuan.cli.telling import tells


@click.command("record")
@tells
@click.argument("case")
@click.option("--tenant", required=True, help="The jurisdiction that holds the case.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="scenarios/NAME.yaml")
@with_office
def pack_record(office: Office, case: str, tenant: str, output: Path | None, language: str, as_json: bool) -> None:
    """Writes CASE (its id or its number) as a scenario, personal data replaced; it passes `pack test`."""
    if output is not None and output.exists():
        raise click.UsageError(f"{output} exists")
    saved = record(office, tenant, case)
    if output is not None:
        put(output, saved.text.encode())
    if as_json:
        click.echo(json.dumps(_data(saved, output), ensure_ascii=False, indent=2))
        return
    lines = _LINES[language]
    click.echo(saved.text if output is None else lines["written"].format(output=output) + "\n", nl=False)
    _tell_left(saved, lines)


_LINES = {
    "zh": {
        "written": "已写入 {output}。姓名、号码、住址、敏感的数字和自由文字已替换；请再通读一遍，改好标题，再放进定义包。",
        "left": "以下短文字除已知的姓名和号码外没有改动，请逐条看过：",
        "one": "  {path}：{text}",
        "nowhere": "（没有这个字段）",
    },
    "en": {
        "written": "Written: {output}. Names, numbers, addresses, sensitive figures and free texts are replaced; read it through "
        "once more and give it a title before you put it into the pack.",
        "left": "Of these short texts only known names and numbers were replaced; look at each:",
        "one": "  {path}: “{text}”",
        "nowhere": "(no such field)",
    },
}


def _data(saved: Saved, output: Path | None) -> dict[str, Any]:
    """For a machine: the scenario, or the file that it went to, and the texts that somebody must look at."""
    where = {"scenario": saved.text} if output is None else {"written": str(output)}
    return {**where, "left": [{"path": path, "text": text} for path, text in saved.left]}


def _tell_left(saved: Saved, lines: Mapping[str, str]) -> None:
    """What no rule can judge goes to whoever runs the command, apart from the file itself."""
    if saved.left:
        click.echo(lines["left"], err=True)
    for path, text in saved.left:
        click.echo(lines["one"].format(path=path or lines["nowhere"], text=text), err=True)
