"""`python -m storage.migrations "Why the tables change"` writes the next migration from the tables."""

import sys
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from storage.schema import config, migrate

REVISIONS = Path(__file__).parent / "versions"

if __name__ == "__main__":
    engine = create_engine("sqlite://")
    number = len(list(REVISIONS.glob("[0-9]*.py"))) + 1
    with engine.connect() as connection:
        migrate(connection)
        command.revision(config(connection), message=sys.argv[1], autogenerate=True, rev_id=f"{number:04d}")
