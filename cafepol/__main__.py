"""`python -m cafepol`: the same as the `cafepol` command."""

from cafepol.cli import main

main()
