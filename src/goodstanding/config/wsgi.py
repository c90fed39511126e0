"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.translation import trans_real

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodstanding.config.settings")
application = get_wsgi_application()

# Our own words are English in the code. Django would look each of them up in six more English catalogues, which hold nothing
# but the same words again: a tenth of a page's time (ADR 80).
trans_real.translation("en-gb")._fallback = None  # type: ignore[attr-defined]  # gettext keeps it so; stubs leave it out
