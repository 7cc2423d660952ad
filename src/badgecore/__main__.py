"""`python -m badgecore`: the command without its script."""

import sys

from badgecore.cli import main

if __name__ == "__main__":
    sys.exit(main())
