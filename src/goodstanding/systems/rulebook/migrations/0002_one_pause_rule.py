from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from django.db import migrations

SHIPPED = Path(__file__).resolve().parent.parent / "packs" / "default" / "service.yaml"


def one_pause_rule(apps: Any, _editor: Any) -> None:  # Any: Django's historical models
    """`third_party_clock` of stored packs becomes what their service policies say: `runs` pauses no clock for a third party."""
    for version in apps.get_model("rulebook", "RulePackVersion").objects.all():
        waits = version.content.get("cases", {}).get("waits", {})
        if "third_party_clock" not in waits:
            continue
        if waits.pop("third_party_clock") == "runs":
            _let_run(version.content)
        version.digest = hashlib.sha256(json.dumps(version.content, sort_keys=True, default=str).encode()).hexdigest()
        version.save(update_fields=["content", "digest"])


def _let_run(content: dict[str, Any]) -> None:
    import yaml  # as in shipped.py: not for every start

    section = content.setdefault("service", yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))
    for policy in section["policies"]:
        policy["pauses"] = [side for side in policy["pauses"] if side != "third_party"]


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0001_initial")]
    operations = [migrations.RunPython(one_pause_rule, migrations.RunPython.noop, elidable=True)]
