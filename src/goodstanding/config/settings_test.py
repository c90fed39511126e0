"""Settings of the test run: the product's own, with fast password hashing and a data folder of its own."""

import atexit
import os
import shutil
import tempfile

if "GOODSTANDING_DATA" not in os.environ:
    os.environ["GOODSTANDING_DATA"] = tempfile.mkdtemp(prefix="goodstanding-test-")
    atexit.register(shutil.rmtree, os.environ["GOODSTANDING_DATA"], ignore_errors=True)

from goodstanding.config.settings import *  # noqa: F403
from goodstanding.config.settings import DATABASES, ENV

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
ACCOUNT_RATE_LIMITS = False
SMTP_URL = ""

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the browser tests' server runs in threads with connections of their own, as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(ENV.data / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"]["OPTIONS"],
        "init_command": DATABASES["default"]["OPTIONS"]["init_command"] + "PRAGMA synchronous=OFF;",
    }
