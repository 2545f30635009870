"""How a person leaves the record: who they are (person.py), what is theirs (theirs.py), what others have of them
(others.py), and what keeps them away afterwards (tombstone.py). Every step is a short transaction, and may be repeated.
"""
