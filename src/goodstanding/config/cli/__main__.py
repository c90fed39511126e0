import sys

from goodstanding.config.cli import main

sys.exit(main())
