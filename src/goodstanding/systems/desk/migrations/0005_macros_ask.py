# A macro asks the seller for things, one by one.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0004_taken_back_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='macro',
            name='needs',
            field=models.JSONField(default=list),
        ),
    ]
