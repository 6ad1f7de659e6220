"""The application, put together from its rooms."""

from typing import Final

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from examapp.accounts.views import init_accounts
from examapp.appeals.views import init_appeals
from examapp.authoring.desk_act_views import init_item_desk
from examapp.authoring.sealed_views import init_sealed_items
from examapp.authoring.views import init_authoring
from examapp.candidates.accommodation_views import init_accommodations
from examapp.candidates.views import init_candidates
from examapp.centres.all_views import init_centres
from examapp.certificates.views import init_certificates
from examapp.core.access import init_access
from examapp.core.db import ANSWER_SECONDS, Database, make_engine
from examapp.core.disk_guard import init_disk_guard
from examapp.core.errors import init_errors
from examapp.core.headers import init_headers
from examapp.core.health import init_health
from examapp.core.i18n import init_i18n
from examapp.core.logs import init_logs
from examapp.core.settings import Settings, load_settings
from examapp.core.signing import KeyRing
from examapp.core.web import PageSessions, flask_configuration, init_static
from examapp.cut_scores.views import init_cut_scores
from examapp.delivery.api import init_delivery
from examapp.delivery.practice_views import init_practice_page
from examapp.delivery.views import init_exam_page
from examapp.dossiers.views import init_dossiers
from examapp.glass_box.views import init_glass_box
from examapp.lockdown.all_views import init_lockdown
from examapp.notices.views import init_notices
from examapp.organisations.views import init_organisations
from examapp.portal.appeal_views import init_own_appeals
from examapp.portal.candidate_views import init_candidate_pages
from examapp.portal.discussion_views import init_discussion
from examapp.portal.views import init_portal
from examapp.proctoring.views import init_proctoring
from examapp.programmes.views import init_programmes
from examapp.regrading.views import init_regrading
from examapp.rehearsals.views import init_rehearsals
from examapp.reporting.views import init_reporting
from examapp.results.views import init_results
from examapp.retention.views import init_retention
from examapp.sittings.excuse_views import init_absences
from examapp.sittings.views import init_sittings
from examapp.training.views import init_training
from examapp.webhooks.views import init_webhooks

csrf = CSRFProtect()


# The rooms, uphill.
ROOMS: Final = (
    init_accounts,
    init_programmes,
    init_organisations,
    init_centres,
    init_training,
    init_candidates,
    init_accommodations,
    init_authoring,
    init_item_desk,
    init_sealed_items,
    init_cut_scores,
    init_sittings,
    init_absences,
    init_notices,
    init_delivery,
    init_exam_page,
    init_practice_page,
    init_rehearsals,
    init_lockdown,
    init_proctoring,
    init_results,
    init_certificates,
    init_regrading,
    init_glass_box,
    init_dossiers,
    init_appeals,
    init_retention,
    init_reporting,
    init_webhooks,
    init_portal,
    init_discussion,
    init_candidate_pages,
    init_own_appeals,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application of one installation; without settings, of the one that the environment names."""
    settings = settings or load_settings()
    app = Flask("examapp")
    app.config.from_mapping(flask_configuration(settings))
    app.session_interface = PageSessions()
    app.extensions["database"] = Database(make_engine(settings.database_url, answer_seconds=ANSWER_SECONDS))
    app.extensions["key_ring"] = KeyRing(settings.keys, settings.secret_key)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    csrf.init_app(app)
    init_logs(app)
    init_i18n(app)
    init_errors(app)
    init_headers(app)
    init_disk_guard(app)
    init_static(app)
    init_health(app)
    init_access(app)
    for init in ROOMS:
        init(app)
    return app
