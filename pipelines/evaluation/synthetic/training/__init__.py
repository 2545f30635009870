"""The stories that weights may be trained on."""

from pipelines.evaluation.synthetic.story import parse
from pipelines.evaluation.synthetic.training import (
    en_care,
    en_common,
    en_goods,
    names,
    pt_care,
    pt_common,
    pt_goods,
)

STORIES = {
    "pt": parse(pt_common.TEXT, pt_goods.TEXT, pt_care.TEXT),
    "en": parse(en_common.TEXT, en_goods.TEXT, en_care.TEXT),
}
POOLS = names.POOLS
GREETINGS = names.GREETINGS
