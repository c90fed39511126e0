"""When taking it back was through has a field of its own; so far it had overwritten when the change itself was."""

from django.db import migrations, models
from django.db.models import F


def move(apps, schema_editor):
    apps.get_model("desk", "BulkChange").objects.filter(state="undone").update(undone_at=F("done_at"), done_at=None)


def move_back(apps, schema_editor):
    apps.get_model("desk", "BulkChange").objects.filter(state="undone").update(done_at=F("undone_at"))


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_stopped_and_third_parties")]

    operations = [
        migrations.AddField(model_name="bulkchange", name="undone_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(move, move_back),
    ]
