"""The room's pages, and the words in which templates name what it keeps."""

from flask import Flask

from examapp.training import draft_views, public_views, register_views
from examapp.training.kinds import KIND_NAMES, PART_NAMES, TEACHING_LANGUAGES
from examapp.training.version_rows import count_hours


def init_training(app: Flask) -> None:
    """Register the pages and give templates the names of kinds, parts and languages."""
    for room in (public_views, register_views, draft_views):
        app.register_blueprint(room.blueprint)
    app.jinja_env.globals.update(
        institution_kind_names=KIND_NAMES,
        requirement_part_names=PART_NAMES,
        teaching_languages=TEACHING_LANGUAGES,
        count_hours=count_hours,
    )
