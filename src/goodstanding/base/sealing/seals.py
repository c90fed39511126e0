"""Encrypting short texts at rest. The key is derived from the installation's secret key, so a stolen database tells nothing.

Whoever changes the secret key loses what was sealed with it; `backup` keeps key and database together.
"""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid


def seal(text: str) -> str:
    """The text encrypted and authenticated. Sealing the same text twice gives different seals."""
    return _box(settings.SECRET_KEY).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The text again. Raises Invalid when it was changed, or sealed under another secret key."""
    try:
        return _box(settings.SECRET_KEY).decrypt(sealed.encode("ascii")).decode()
    except InvalidToken as error:
        raise Invalid(
            _("This was encrypted under another secret key. Restore the key that belongs to this database.")
        ) from error


@lru_cache(maxsize=2)
def _box(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"goodstanding sealing 1").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
