"""Alembic's entry: the connection comes from the caller; constraints are rewritten in batches for SQLite."""

from alembic import context


def run() -> None:
    """Run the revisions on the caller's connection, within the caller's transaction."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=context.config.attributes.get("target_metadata"),
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=False,
    )
    context.run_migrations()


run()
