"""The commands `fangyuan calendar`: see what a published calendar would move, and publish it."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from fangyuan.casework import publishing_calendars
from fangyuan.casework.office import Office
from fangyuan.cli.opening import with_office
from fangyuan.cli.telling import say, tells


@click.group()
def calendar() -> None:
    """Working calendars: which days are off, published year by year."""


calendar_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
for_tenant = click.option(
    "--tenant", default="", help="The file holds this tenant's own dates, laid over the calendar."
)


@calendar.command("preview")
@tells
@calendar_file
@for_tenant
@with_office
def calendar_preview(office: Office, file: Path, tenant: str, as_json: bool) -> None:
    """Says which deadlines would move if this calendar were published; writes nothing."""
    found = publishing_calendars.preview(office, publishing_calendars.read_calendar(file), office.clock.now(), tenant)
    _say_publication(found, as_json, done=False)


@calendar.command("publish")
@tells
@calendar_file
@for_tenant
@with_office
def calendar_publish(office: Office, file: Path, tenant: str, as_json: bool) -> None:
    """Installs a calendar and moves the deadlines that rested on unpublished years; may be repeated."""
    done = publishing_calendars.publish(office, publishing_calendars.read_calendar(file), office.clock.now(), tenant)
    _say_publication(done, as_json, done=True)
    sys.exit(1 if done.failed else 0)


def _say_publication(found: publishing_calendars.Publication, as_json: bool, *, done: bool) -> None:
    """A publication as JSON or as lines."""
    if as_json:
        say(asdict(found), as_json)
    for line in () if as_json else publishing_calendars.printed(found, done=done):
        click.echo(line)
