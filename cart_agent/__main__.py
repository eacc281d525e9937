"""`python -m cart_agent` is the `cart` command."""

import sys

from cart_agent.cli import main

sys.exit(main())
