"""People of staff before an application that this process serves: each at a computer, signed in already."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import make_server

from examapp.accounts.models import StaffAccount
from tests.cast import cookie_of
from tests.journeys.conftest import new_context


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    """Serve an application on a port of this machine and yield its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def sit_down(browser: Browser, app: Flask, account: StaffAccount, language: str) -> Iterator[BrowserContext]:
    """Give a person a computer on which they are signed in."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # of its class
    held = {"session": serializer.dumps(cookie_of(app, account)), "lang": language}
    context = new_context(browser)
    context.add_cookies(
        [{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"} for name, value in held.items()]
    )
    try:
        yield context
    finally:
        context.close()
