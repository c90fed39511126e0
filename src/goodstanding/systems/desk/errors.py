"""What the desk refuses."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.kit.errors import NotFound


class MacroNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(_("There is no such macro here."))


class BulkNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(_("There is no such bulk change here."))


class RuleNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(_("There is no such rule here."))
