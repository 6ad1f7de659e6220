"""The pages of the room, put together."""

from flask import Flask

from examapp.cut_scores import conducting_views, judging_views, record_views
from examapp.cut_scores.room_views import blueprint

PAGES = (conducting_views, judging_views, record_views)


def init_cut_scores(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)
