"""The past once more, with other code: out of the lake, into a shadow, to be compared with what is live, and applied.

The shadow is a Postgres of its own. Nothing leads out of it: no relay reads its outbox, and no sender its deliveries.
"""
