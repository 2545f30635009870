"""`python -m tests.chaos.launcher ROLE`: a process of the installation as production runs it, with its failpoints."""

import os
import sys
from pathlib import Path

from api.cli import main
from tests.chaos.failpoints import ORDERS, install

if __name__ == "__main__":
    install(sys.argv[1], Path(os.environ[ORDERS]))
    sys.argv = ["ventros", "run", sys.argv[1]]
    main()
