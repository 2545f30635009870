"""Two invented shops and a month of their WhatsApp, as data: no network, no database, the same bytes for a seed.

`month` writes the webhooks that WAHA would send, `expected` counts what must be in the tables afterwards, `QUESTIONS`
and `ACCOUNT` have their answers hidden in the conversations. Every person, number and document in here is invented.
"""

from pipelines.demo.generator import Webhook, month
from pipelines.demo.oracle import Expected, expected
from pipelines.demo.planted import ACCOUNT, QUESTIONS, Question
from pipelines.demo.shops import SHOPS, Shop

__all__ = ["ACCOUNT", "QUESTIONS", "SHOPS", "Expected", "Question", "Shop", "Webhook", "expected", "month"]
