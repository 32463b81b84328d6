"""`python -m jiceng.project.cli` is the same as `jiceng`."""

import sys

from jiceng.project.cli import main

if __name__ == "__main__":
    sys.exit(main())
