# The same for cases in which things were asked for before.

from django.db import migrations
from django.db.models import Count, Q
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    needs = apps.get_model("cases", "CaseNeed").objects.using(schema_editor.connection.alias).exclude(state="waived")
    counted = needs.annotate(stands_in=Coalesce("shown_in_id", "case_id")).order_by().values("stands_in").annotate(
        asked=Count("pk"), missing=Count("pk", filter=Q(state="missing"))
    )
    cases = apps.get_model("cases", "Case").objects.using(schema_editor.connection.alias)
    for row in counted.iterator():
        cases.filter(pk=row["stands_in"]).update(asked_count=row["asked"], missing_count=row["missing"])


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_how_much_is_missing'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
