"""``python -m lotgraph.cli``."""

import sys

from lotgraph.cli import main

if __name__ == "__main__":
    sys.exit(main())
