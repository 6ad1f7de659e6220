"""The pages of the live room, put together."""

from flask import Flask

from examapp.proctoring import person_views, room_views
from examapp.proctoring.console_views import blueprint
from examapp.proctoring.words import say_room

PAGES = (person_views, room_views)


def init_proctoring(app: Flask) -> None:
    """Register the pages of the proctor, and the filter that says what a room is called."""
    app.register_blueprint(blueprint)
    app.jinja_env.filters["room_name"] = say_room
