"""``python -m lotgraph.cli.reference``."""

import sys

from lotgraph.cli.reference import main

if __name__ == "__main__":
    sys.exit(main())
