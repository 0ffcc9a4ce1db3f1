"""The command that a timer gives, and that waits for no web: sweep."""

from dataclasses import asdict
from datetime import datetime

import click

from fangyuan.app import Settings, delivery_of
from fangyuan.casework import mending
from fangyuan.casework.office import Office
from fangyuan.casework.working import work, work_longer
from fangyuan.cli.opening import with_office
from fangyuan.cli.options import as_json
from fangyuan.cli.telling import say


@click.command()
@click.option("--at", help="An instant with offset; now by default.")
@click.option("--retry", is_flag=True, help="First give everything that was set aside another try.")
@click.option("--case", default="", help="With --retry: only what belongs to the case of this id.")
@as_json
@with_office
def sweep(office: Office, at: str | None, retry: bool, case: str, as_json: bool) -> None:
    """Does one round: what is due fires, commands between cases, deliveries; names what was set aside."""
    now = datetime.fromisoformat(at) if at else office.clock.now()
    again = mending.retry(office, now, case) if retry else 0
    done = work(office, delivery_of(Settings.read()), now)
    longer = work_longer(office)
    with office.database.read() as uow:
        waiting = mending.told(mending.set_aside(uow))
    say({"retried": again, **asdict(done), "jobs": longer, "set-aside": waiting}, as_json)
