"""All that a process would have to read first: the product and its libraries, with nothing begun."""

import gc
from importlib import import_module
from pkgutil import walk_packages

from sqlalchemy.orm import configure_mappers

NOT_BY_ITSELF = ("storage.migrations.env", "storage.migrations.versions", "storage.migrations.__main__")


def read_everything() -> None:
    """Modules that the product reads only as it needs them are among them."""
    for root in ("bot", "handlers", "storage"):
        for module in walk_packages(import_module(root).__path__, f"{root}."):
            if not module.name.startswith(NOT_BY_ITSELF):
                import_module(module.name)
    for name in ("main", "psycopg", "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql.psycopg"):
        import_module(name)
    configure_mappers()
    # What stays as it is need not be copied for each process.
    gc.collect()
    gc.freeze()


read_everything()
