"""The pages of the room, put together."""

from flask import Flask

from examapp.cut_scores import conducting_views, judging_views, record_views
from examapp.cut_scores.list_shelf import ListShelf
from examapp.cut_scores.room_views import blueprint

PAGES = (conducting_views, judging_views, record_views)


def init_cut_scores(app: Flask) -> None:
    """Register the pages, and keep a place for the lists that judges work on."""
    app.extensions["list_shelf"] = ListShelf()
    app.register_blueprint(blueprint)
