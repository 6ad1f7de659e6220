"""The one schema path, for both databases: Alembic revisions that import no models."""
