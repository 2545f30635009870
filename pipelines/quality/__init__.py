"""Quality: what the contracts promise, asked of the rows themselves with Great Expectations.

A suite is made from a contract: one for each event over what the lake holds of it, one for each staging view of the
marts. What breaks a promise is named in the quarantine (memory/core/quarantine.py), and stays where it is.
"""

from importlib.util import find_spec

from contracts.errors import VentrosError


class NotInstalled(VentrosError):
    """Great Expectations is not installed: `pip install 'ventros-crm[quality]'` brings it."""


def installed() -> bool:
    """Whether rows can be checked here."""
    return find_spec("great_expectations") is not None
