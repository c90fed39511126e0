"""Reading shipped and operators' packs from files, checked against their schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid

HERE = Path(__file__).resolve().parent
SCHEMAS = HERE / "schemas"
PACKS = HERE / "packs"


def read_pack(folder: Path) -> dict[str, Any]:  # Any: YAML
    """The content of a pack's folder by section. Raises Invalid naming file, place and remedy."""
    import yaml  # here and below: not for every start, but for the first to ask for rules

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise Invalid(
                _("%(name)s is not readable YAML: %(error)s") % {"name": path.name, "error": error}, field=path.stem
            ) from error
        _check(path.stem, data)
        content[path.stem] = data
    if "metrics" not in content:
        raise Invalid(_("The pack in %(folder)s has no metrics.yaml.") % {"folder": folder}, field="metrics")
    return content


def _check(section: str, data: Any) -> None:  # Any: YAML
    import jsonschema  # as above

    schema_path = SCHEMAS / f"{section}.json"
    if not schema_path.exists():
        raise Invalid(
            _("There is no section called %(section)s; the file name of a section must be one that is known.")
            % {"section": section},
            field=section,
        )
    validator = jsonschema.Draft202012Validator(json.loads(schema_path.read_text(encoding="utf-8")))
    error = jsonschema.exceptions.best_match(validator.iter_errors(data))
    if error is not None:
        place = "/".join(str(p) for p in error.absolute_path) or "the top"
        raise Invalid(
            _("%(section)s.yaml, at %(place)s: %(message)s")
            % {"section": section, "place": place, "message": error.message},
            field=section,
        )
