"""Nothing is left to do: the functions that this version made for PostgreSQL are replaced by 0007."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("search", "0005_owner")]
