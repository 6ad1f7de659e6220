"""What an operator's machines ask: is the process alive, can it work, how has it worked."""

import os
import time

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from examapp.core.access import public
from examapp.core.addresses import is_from_here
from examapp.core.db import database
from examapp.core.errors import NotFound

# The name that a starting server gives itself, so that who started it knows it from a stranger on its port.
SERVER_NAME = "EXAMAPP_SERVER"
# Two beats missed: what is saved now would be refused.
OLDEST_BEAT_MS = 2_500
blueprint = Blueprint("health", __name__)


class Metrics:
    """One process's counters: requests by endpoint and status class, and their duration."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "examapp_requests", "Requests served", ["endpoint", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "examapp_request_seconds",
            "Time to serve a request",
            ["endpoint"],
            buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
            registry=self.registry,
        )


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Say whether the process can work: its last heartbeat is durable and young, and the database answers."""
    age = current_app.extensions["beat_age"]()
    facts = {"beat_age_ms": age, "server": os.environ.get(SERVER_NAME)}
    if age is None or age > OLDEST_BEAT_MS:
        return jsonify(status="no heartbeat", **facts), 503
    try:
        database().ping()
    except Exception:  # noqa: BLE001 - whatever the driver raises, the answer is the same
        return jsonify(status="database away", **facts), 503
    return jsonify(status="ok", **facts), 200


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Give the counters to this machine only, also where a reverse proxy runs on it."""
    if not is_from_here(request.environ):
        raise NotFound
    return Response(generate_latest(current_metrics().registry), content_type=CONTENT_TYPE_LATEST)


def current_metrics() -> Metrics:
    """Return the running application's counters."""
    found: Metrics = current_app.extensions["metrics"]
    return found


def init_health(app: Flask) -> None:
    """Register the three addresses and count every request."""
    counters = Metrics()
    app.extensions["metrics"] = counters
    app.register_blueprint(blueprint)

    @app.before_request
    def start_timing() -> None:
        g.started_at = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        counters.requests.labels(endpoint, str(response.status_code)).inc()
        if "started_at" in g:
            counters.seconds.labels(endpoint).observe(time.perf_counter() - g.started_at)
        return response
