# Things a seller is asked for, one by one; an answer for later carries them too.

import django.db.models.deletion
import goodstanding.systems.cases.need_states
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0013_opened_by'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='scheduledanswer',
            name='needs',
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name='CaseNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200)),
                ('state', models.CharField(default=goodstanding.systems.cases.need_states.NeedState['MISSING'], max_length=8)),
                ('asked_by_name', models.CharField(max_length=120)),
                ('asked_at', models.DateTimeField()),
                ('settled_by_name', models.CharField(blank=True, max_length=120)),
                ('settled_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='cases.case')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('shown_in', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('shown_in__isnull', False)), fields=['shown_in'], name='case_need_shown')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state', 'missing')), models.Q(models.Q(('state', 'missing'), _negated=True), ('settled_at__isnull', False), models.Q(('settled_by_name', ''), _negated=True)), _connector='OR'), name='case_need_settled_by_somebody')],
            },
        ),
    ]
