"""What the inbound flow does to the record: whole batches of one tenant, set-based, idempotent, blind to order.

`arrivals` say what a channel observed; `record` in messages.py is the entrance.
"""
