"""`python -m stet` is `stet`."""

from stet.cli import main

main()
