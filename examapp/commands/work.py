"""`examapp work`: the jobs and sweepers in a process of their own."""

import signal
import threading

import click

from examapp import create_app
from examapp.worker import run_long_jobs, run_post, run_round, work_until


@click.command()
@click.option("--once", is_flag=True, help="Run one round and end.")
def command(*, once: bool) -> None:
    """Run jobs and sweepers until SIGTERM or Ctrl-C."""
    app = create_app()
    if once:
        run_round(app)
        run_long_jobs(app)
        run_post(app)
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work_until(app, stop)
