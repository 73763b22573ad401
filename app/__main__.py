"""The way in: ``frontdesk`` and ``python -m app`` are the same."""

import sys

from app.launch import main

if __name__ == "__main__":
    sys.exit(main())
