"""The pages of centres, put together."""

from flask import Flask

from examapp.centres import hours_views, plan_views, sketch_views
from examapp.centres.api import init_workstation_api
from examapp.centres.naming import say_place, say_room
from examapp.centres.readiness_list_views import init_readiness_list
from examapp.centres.readiness_views import init_readiness_page
from examapp.centres.views import blueprint

PAGES = (hours_views, plan_views, sketch_views)


def init_centres(app: Flask) -> None:
    """Register the pages, and what rooms are called on every page."""
    app.register_blueprint(blueprint)
    init_readiness_page(app)
    init_workstation_api(app)
    init_readiness_list(app)
    app.jinja_env.filters["room_name"] = say_room
    app.jinja_env.globals["say_place"] = say_place
