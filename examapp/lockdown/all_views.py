"""The room's pages and calls, put together."""

from flask import Flask

from examapp.lockdown import centre_views, exception_views
from examapp.lockdown.api import guard, lockdown_api, lockdown_page
from examapp.lockdown.desk import LockdownDesk
from examapp.lockdown.diagnosis_views import diagnosis_page
from examapp.lockdown.views import blueprint, lacks_browser_settings, say_notes

PAGES = (centre_views, exception_views)


def init_lockdown(app: Flask) -> None:
    """Register the check of each call, the attempt's own page, and the pages of staff."""
    base_url = app.config["SETTINGS"].base_url
    app.extensions["lockdown_desk"] = LockdownDesk(
        app.extensions["database"], app.extensions["key_ring"], base_url
    )
    app.before_request(guard)
    app.jinja_env.globals["say_notes"] = say_notes
    app.jinja_env.globals["lacks_browser_settings"] = lacks_browser_settings
    app.register_blueprint(lockdown_api)
    app.register_blueprint(lockdown_page)
    app.register_blueprint(diagnosis_page)
    app.register_blueprint(blueprint)
    app.extensions["csrf"].exempt(lockdown_api)
