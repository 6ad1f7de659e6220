"""`python -m examapp VERB …` is the command `examapp`."""

from examapp.cli import main

main()
