"""`python -m rodtrad`: the same as the command `rodtrad`."""

from rodtrad.config.cli import main

main()
