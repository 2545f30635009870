"""Next, last, this: the words that say which Monday, which week is meant, the same three for both."""

import re
from enum import Enum


class Which(Enum):
    """Which of the weeks, months, Mondays is meant."""

    NEXT = "next"
    LAST = "last"
    LAST_BUT_ONE = "last but one"
    THIS = "this"
    BARE = "bare"


BEFORE = (
    r"(?:(?P<next>proxim[oa]|next|coming) |(?P<last>ultim[oa]|last|past|previous|pasad[oa]) "
    r"|(?P<this>(?:n|d)?est[ea]|(?:n|d)?ess[ea]|this) )?"
)
AFTER = (
    r"(?: (?P<next_after>que vem|q vem|que viene|proxim[oa]|entrante)(?!\w)|(?P<earlier> retrasad[oa])(?!\w)"
    r"| (?P<last_after>passad[oa]|pasad[oa])(?!\w))?"
)


def which(match: re.Match[str]) -> Which:
    """What the words around the matched one say; a pattern holds BEFORE and AFTER."""
    if match["earlier"]:
        return Which.LAST_BUT_ONE
    if match["next"] or match["next_after"]:
        return Which.NEXT
    if match["last"] or match["last_after"]:
        return Which.LAST
    return Which.THIS if match["this"] else Which.BARE
