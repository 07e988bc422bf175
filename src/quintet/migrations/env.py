"""Alembic's entry: runs revisions on the connection that `quintet.migrations.run` hands over."""

from alembic import context

from quintet.migrations.schema import include_object, metadata, render_item

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata(),
    include_object=include_object,
    render_item=render_item,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
