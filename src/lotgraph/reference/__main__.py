"""``python -m lotgraph.reference``."""

import sys

from lotgraph.reference import main

if __name__ == "__main__":
    sys.exit(main())
