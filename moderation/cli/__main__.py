"""`python -m moderation.cli`: the same as `charte`."""

from moderation.cli import main

main(prog_name="charte")
