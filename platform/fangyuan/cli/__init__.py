"""The command `fangyuan`: serve, worker, packs, users, rounds, checks. `--json` wherever a machine may read."""

import sys

import click

from fangyuan import __version__
from fangyuan.casework.channels import ChannelUnusable
from fangyuan.casework.demonstrating import DemoFailed
from fangyuan.cli.authoring import pack_editor, pack_new
from fangyuan.cli.calendars import calendar
from fangyuan.cli.comparing import pack_diff
from fangyuan.cli.forms import form
from fangyuan.cli.keeping import demo, doctor, rebuild, verify
from fangyuan.cli.keys import pack_key
from fangyuan.cli.packs import pack, simulate_pack
from fangyuan.cli.recording import pack_record
from fangyuan.cli.running import serve, sweep, worker
from fangyuan.cli.sharing import pack_activate, pack_build, pack_install, pack_list, pack_rollback
from fangyuan.cli.showing import pack_show
from fangyuan.cli.telling import say_problems
from fangyuan.cli.testing import pack_test
from fangyuan.cli.users import user
from fangyuan.cli.workbooks import pack_export, pack_import
from fangyuan.model.problems import PackRejected, Refused


def main() -> None:
    """Runs the command; errors of the house end in one plain message and status 1."""
    try:
        fangyuan(standalone_mode=True)
    except PackRejected as rejected:
        say_problems(rejected.problems)
        sys.exit(1)
    except (DemoFailed, ChannelUnusable) as failed:
        click.echo(str(failed), err=True)
        sys.exit(1)
    except Refused as refused:
        for problem in refused.problems:
            click.echo(f"{problem.message} {problem.advice}".strip(), err=True)
        sys.exit(1)


@click.group()
@click.version_option(__version__, prog_name="fangyuan")
def fangyuan() -> None:
    """Fangyuan: definition packs run a county's procedures."""


for command in (
    pack_activate,
    pack_build,
    pack_diff,
    pack_export,
    pack_import,
    pack_editor,
    pack_install,
    pack_key,
    pack_list,
    pack_new,
    pack_record,
    pack_rollback,
    pack_show,
    pack_test,
):
    pack.add_command(command)
for command in (serve, worker, sweep, verify, rebuild, doctor, demo, calendar, form, pack, simulate_pack, user):
    fangyuan.add_command(command)
