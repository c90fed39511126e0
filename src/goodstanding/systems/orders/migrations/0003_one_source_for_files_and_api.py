"""Events that came through the API join those of files: from now on both have the source `events:STORE` (ADR 22)."""

from django.db import migrations


def join(apps, schema_editor):
    """Rename the source, except where a file brought the same id: then both stay as they are."""
    event = apps.get_model("orders", "OrderEvent")
    for source in event.objects.filter(source__startswith="api:").values_list("source", flat=True).distinct():
        joined = f"events:{source.removeprefix('api:')}"
        if len(joined) <= 32:
            known = event.objects.filter(source=joined).values("external_id")
            event.objects.filter(source=source).exclude(external_id__in=known).update(source=joined)


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_packages")]

    operations = [migrations.RunPython(join, migrations.RunPython.noop, elidable=True)]
