"""The pages of the live room, put together."""

from flask import Flask

from examapp.proctoring import (
    call_views,
    handover_views,
    identity_views,
    incident_views,
    paper_views,
    person_views,
    pin_views,
    rescue_views,
    room_views,
)
from examapp.proctoring.console_views import blueprint

PAGES = (
    call_views,
    handover_views,
    identity_views,
    incident_views,
    paper_views,
    person_views,
    pin_views,
    rescue_views,
    room_views,
)


def init_proctoring(app: Flask) -> None:
    """Register the pages of the proctor."""
    app.register_blueprint(blueprint)
