"""`python -m layers_cli`, the same as `layers`."""

import sys

from layers_cli.cli.entry import main

sys.exit(main())
