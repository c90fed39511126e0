"""What the record says about tokens."""

from django.utils.translation import gettext_lazy as _

from goodstanding.base.timeline.sentences import Sentence
from goodstanding.base.tokens.scopes import LABELS

SENTENCES = {
    "token.issued": Sentence(
        _("API token %(prefix)s… issued: %(scopes)s"),
        {"scopes": {scope.value: label for scope, label in LABELS.items()}},
    ),
    "token.revoked": Sentence(_("API token %(prefix)s… revoked")),
}
SUBJECTS = {"api_token": _("API token")}
