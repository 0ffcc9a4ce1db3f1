"""The commands that run the installation: serve, worker."""

import asyncio
from pathlib import Path

import click
from waitress import serve as serve_wsgi

from fangyuan.app import Settings, delivery_of, make_web, open_office
from fangyuan.casework.installing import warm
from fangyuan.casework.office import Office
from fangyuan.cli.opening import with_office
from fangyuan.worker import distributed
from fangyuan.worker.embedded import EmbeddedWorker


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=int)
@click.option(
    "--clock", type=click.Path(path_type=Path), help="A file that says the time: a virtual clock, with a banner."
)
@click.option("--threads", default=8, show_default=True, type=int)
def serve(host: str, port: int, clock: Path | None, threads: int) -> None:
    """Serves the pages, with the clock's rounds in a thread beside them."""
    settings = Settings.read(clock=clock)
    office = open_office(settings)
    warm(office, office.clock.now())
    worker = EmbeddedWorker(office, delivery_of(settings))
    worker.start()
    click.echo(f"http://{host}:{port}/login")
    try:
        serve_wsgi(make_web(office, settings), host=host, port=port, threads=threads, ident=None)
    finally:
        worker.stop()
        office.database.close()


@click.command()
@with_office
def worker(office: Office) -> None:
    """Does the rounds as one of any number of Procrastinate workers on the installation's PostgreSQL."""
    settings = Settings.read()
    if not settings.database.startswith("postgresql"):
        raise click.ClickException(
            "The distributed worker needs PostgreSQL: set FANGYUAN_DATABASE=postgresql://… (with SQLite `serve` does the rounds)."
        )
    app = distributed.worker_app(office, delivery_of(settings), settings.database.replace("+psycopg", ""))
    asyncio.run(distributed.prepare(app))
    asyncio.run(distributed.run(app))
