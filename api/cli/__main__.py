"""`python -m api.cli`: the same as `ventros`; so the launcher starts its processes."""

from api.cli import main

main()
