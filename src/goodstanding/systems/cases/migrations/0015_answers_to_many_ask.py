# One answer to the cases of a problem asks each seller for things, one by one.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_asked_for'),
    ]

    operations = [
        migrations.AddField(
            model_name='problemanswer',
            name='needs',
            field=models.JSONField(default=list),
        ),
    ]
