"""Whether the tables fit this version of the product. Cheap enough to ask at every start."""

from __future__ import annotations

import pkgutil
from importlib import import_module, util

from django.apps import apps
from django.core.management import call_command
from django.db import connection, migrations, transaction
from django.db.migrations.executor import MigrationExecutor

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
    """Run what is missing. An empty database gets its tables at once, as all migrations together would leave them (ADR 189)."""
    if not connection.introspection.table_names():
        _lay_out()
    call_command("migrate", interactive=False, verbosity=0)


def _lay_out() -> None:
    """Make every table from its model, then what our migrations make beside tables, and note all migrations as run."""
    executor = MigrationExecutor(connection)
    plan = [step for step, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    labels = {step.app_label for step in plan}
    with connection.constraint_checks_disabled(), transaction.atomic():
        with connection.schema_editor() as editor:
            for model in apps.get_models():
                if model._meta.app_label in labels and model._meta.can_migrate(connection) and not model._meta.proxy:
                    editor.create_model(model)
        for step in plan:
            if step.__module__.startswith("goodstanding."):
                _make_beside(step)
        executor.recorder.ensure_schema()
        for step in plan:
            executor.recorder.record_applied(step.app_label, step.name)


def _make_beside(step: migrations.Migration) -> None:
    """Indexes, triggers and functions that no model tells of. What only moves data says that it is elidable."""
    for operation in step.operations:
        if isinstance(operation, migrations.RunPython) and not operation.elidable:
            with connection.schema_editor() as editor:
                operation.code(apps, editor)  # type: ignore[arg-type]  # today's models, not those of then
