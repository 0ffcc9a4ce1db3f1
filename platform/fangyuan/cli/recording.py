"""The command `fangyuan pack record`: a real case as a scenario of its pack."""

from pathlib import Path

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
def pack_record(office: Office, case: str, tenant: str, output: Path | None) -> None:
    """Writes CASE (its id or its number) as a scenario, personal data replaced; it passes `pack test`."""
    if output is not None and output.exists():
        raise click.UsageError(f"{output} exists")
    saved = record(office, tenant, case)
    if output is None:
        click.echo(saved.text, nl=False)
    else:
        put(output, saved.text.encode())
        click.echo(
            f"已写入 {output}。姓名、号码、住址、敏感的数字和自由文字已替换；请再通读一遍，改好标题，再放进定义包。"
        )
    _tell_left(saved)


def _tell_left(saved: Saved) -> None:
    """What no rule can judge goes to whoever runs the command, apart from the file itself."""
    if saved.left:
        click.echo("以下短文字除已知的姓名和号码外没有改动，请逐条看过：", err=True)
    for path, text in saved.left:
        click.echo(f"  {path or '（没有这个字段）'}：{text}", err=True)
