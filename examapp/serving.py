"""What a serving process loads: the application, heartbeat, jobs, and the wish to die with its parent."""

import atexit
import ctypes
import gc
import os
import signal
import sys
import threading

from flask import Flask

from examapp import create_app
from examapp.worker import work_in_thread

WITHOUT_JOBS = "EXAMAPP_WITHOUT_JOBS"
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask Linux to kill this process when its parent dies: an orphan would hold the port and the database."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1 and os.environ.get("EXAMAPP_PARENT") not in (None, "1"):
        sys.exit("the parent process has died")  # it died before the wish was heard


def build() -> Flask:
    """Build the application of a serving process; unless told otherwise it runs the jobs in a thread, too."""
    die_with_parent()
    app = create_app()
    app.extensions["attempt_desk"].pulse.start()
    if os.environ.get(WITHOUT_JOBS) != "1":
        stop = threading.Event()
        thread = work_in_thread(app, stop)

        def end() -> None:
            stop.set()
            thread.join(timeout=5)

        atexit.register(end)
    leave_the_house_alone()
    return app


def leave_the_house_alone() -> None:
    """Keep the collector off what was loaded at the start and stays: to look at all of it costs 150 ms.

    Without this now and then a request paid for it, of half a million names searched one or two.
    """
    gc.collect()
    gc.freeze()
