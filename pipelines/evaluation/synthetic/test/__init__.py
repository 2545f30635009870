"""The stories that are evaluated. Whoever writes rules for extraction or trains weights does not look in here."""

from pipelines.evaluation.synthetic.story import parse
from pipelines.evaluation.synthetic.test import (
    en_away,
    en_care,
    en_chatter,
    en_contracts,
    en_days,
    en_goods,
    en_life,
    en_ways,
    pt_away,
    pt_care,
    pt_chatter,
    pt_contracts,
    pt_days,
    pt_goods,
    pt_life,
    pt_ways,
)

STORIES = {
    "pt": parse(
        *(one.TEXT for one in (pt_life, pt_ways, pt_days, pt_goods, pt_care, pt_contracts, pt_away, pt_chatter))
    ),
    "en": parse(
        *(one.TEXT for one in (en_life, en_ways, en_days, en_goods, en_care, en_contracts, en_away, en_chatter))
    ),
}
POOLS = {"pt": pt_chatter.POOLS, "en": en_chatter.POOLS}
GREETINGS = {"pt": pt_chatter.GREETINGS, "en": en_chatter.GREETINGS}
