"""Procrastinate on the installation's own PostgreSQL: any number of workers do the same rounds as the embedded one.

A round is a periodic job with a queueing lock, so that rounds do not pile up. It has no lock while it runs: two that
overlap do no harm, because every piece of a round is leased and idempotent, and a worker that was killed holds up nobody.
"""

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException

from fangyuan.casework.delivering import Delivery
from fangyuan.casework.office import Office
from fangyuan.casework.working import work, work_longer

QUEUE = "rounds"

EVERY_FIVE_SECONDS = "* * * * * */5"
"""As croniter reads it: the seconds stand last."""


def worker_app(office: Office, delivery: Delivery, conninfo: str) -> App:
    """The Procrastinate application; `conninfo` is a libpq URL of the installation's database."""
    app = App(connector=PsycopgConnector(conninfo=conninfo))

    @app.periodic(cron=EVERY_FIVE_SECONDS)
    @app.task(queue=QUEUE, queueing_lock="round", pass_context=True, name="fangyuan.round")
    def do_round(context: JobContext, timestamp: int) -> None:
        work(office, delivery, office.clock.now())

    @app.periodic(cron=EVERY_FIVE_SECONDS)
    @app.task(queue=QUEUE, queueing_lock="jobs", pass_context=True, name="fangyuan.jobs")
    def do_jobs(context: JobContext, timestamp: int) -> None:
        work_longer(office)

    return app


async def prepare(app: App) -> bool:
    """Creates Procrastinate's own tables where they are missing; whether it had to."""
    async with app.open_async():
        if await app.check_connection_async():
            return False
        try:
            await app.schema_manager.apply_schema_async()
        except ConnectorException:
            # Another worker was quicker: its tables are ours.
            return not await app.check_connection_async()
        return True


async def run(app: App) -> None:
    """Works until the process is told to end; a round under way is finished."""
    async with app.open_async():
        # What a round did stands in the cases, and what broke in the log; its job need not stay.
        await app.run_worker_async(queues=[QUEUE], wait=True, install_signal_handlers=True, delete_jobs="always")
