"""``python -m app`` is ``recto``."""

import sys

from app.cli import main

sys.exit(main())
