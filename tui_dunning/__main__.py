"""`python -m tui_dunning` is `dunning`."""

import sys

from tui_dunning.cli import main

if __name__ == "__main__":
    sys.exit(main())
