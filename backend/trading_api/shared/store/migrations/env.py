"""What alembic runs for every command: our connection, inside the transaction that its caller opened and holds the lock of."""

from alembic import context

from trading_api.shared.store.tables import metadata

connection = context.config.attributes["connection"]
# SQLite changes a table by copying it: alembic calls that batch mode.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
