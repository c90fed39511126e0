"""Whether the tables fit this version of the product. Cheap enough to ask at every start."""

from __future__ import annotations

import pkgutil
from importlib import import_module, util

from django.apps import apps
from django.core.management import call_command
from django.db import connection

Migration = tuple[str, str]


def shipped() -> set[Migration]:
    """Every migration that comes with this version: (app, name)."""
    found: set[Migration] = set()
    for app in apps.get_app_configs():
        name = f"{app.name}.migrations"
        if util.find_spec(name) is None:
            continue
        paths = import_module(name).__path__
        found |= {(app.label, m.name) for m in pkgutil.iter_modules(paths) if not m.ispkg and m.name[0] not in "_~"}
    return found


def applied() -> set[Migration]:
    """Every migration that this database has been through; none for an empty database."""
    if "django_migrations" not in connection.introspection.table_names():
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return {(app, name) for app, name in cursor.fetchall()}


def missing() -> set[Migration]:
    """Migrations still to run. Replaced (squashed) ones of libraries count as run once their replacement is."""
    return shipped() - applied()


def from_the_future() -> set[Migration]:
    """Migrations of ours that this version does not know: the database belongs to a newer one."""
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("goodstanding.")}
    return {(app, name) for app, name in applied() - shipped() if app in ours}


def bring_up_to_date() -> None:
    """Run what is missing."""
    call_command("migrate", interactive=False, verbosity=0)
