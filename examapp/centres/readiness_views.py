"""The page on which a computer checks itself; anybody may run it, and only a workstation's check is kept."""

import random
from typing import Final

import orjson
from flask import Blueprint, Flask, Response, jsonify, make_response, render_template, request

from examapp.centres.errors import ReadingsMalformed
from examapp.centres.readiness import PINGS, find_cause, judge, read_readings
from examapp.centres.readiness_words import OLDEST_BROWSER, write_lines
from examapp.core.access import public
from examapp.core.clock import now

blueprint = Blueprint("workstation", __name__, url_prefix="/workstation")

SAMPLE_BYTES: Final = 64 * 1024
# Bytes that no proxy can press together: what is measured is the link.
_SAMPLE: Final = random.Random(0).randbytes(SAMPLE_BYTES)  # noqa: S311 - no secret, only bytes


@blueprint.get("/")
@public
def check() -> str:
    """Show the check; it runs by scripts, and says itself where they cannot run."""
    return render_template("workstation/check.html", oldest=OLDEST_BROWSER, pings=PINGS)


@blueprint.get("/clock")
@public
def clock() -> Response:
    """Say the time, and be a ping."""
    return jsonify(now_ms=round(now().timestamp() * 1000))


@blueprint.get("/sample")
@public
def sample() -> Response:
    """Send some bytes, by which the speed of the link is measured."""
    response = make_response(_SAMPLE)
    response.headers["Content-Type"] = "application/octet-stream"
    return response


@blueprint.get("/lights")
@public
def lights() -> Response:
    """Judge what a computer says of itself; keeps nothing."""
    try:
        data = orjson.loads(request.args.get("readings", ""))
    except orjson.JSONDecodeError as error:
        raise ReadingsMalformed from error
    readings = read_readings(data)
    lines = judge(readings)
    return jsonify(lines=write_lines(lines, readings), ready=find_cause(lines) is None)


def init_readiness_page(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(blueprint)
