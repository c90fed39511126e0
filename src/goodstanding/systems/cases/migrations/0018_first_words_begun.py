# Since when an associate writes to a seller first, for colleagues to see.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0017_fill_how_much_is_missing'),
    ]

    operations = [
        migrations.AddField(
            model_name='newcasedraft',
            name='started_at',
            field=models.DateTimeField(null=True),
        ),
    ]
