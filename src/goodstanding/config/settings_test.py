"""Settings of the test run: the product's own, with fast password hashing and a data folder of its own."""

import os
import tempfile

os.environ.setdefault("GOODSTANDING_DATA", tempfile.mkdtemp(prefix="goodstanding-test-"))

from goodstanding.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
ACCOUNT_RATE_LIMITS = False
