"""`python -m rasad`: the same as the command `rasad`."""

from rasad.cli import main

main(prog_name="rasad")
