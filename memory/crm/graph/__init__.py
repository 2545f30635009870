"""What is asked of the graph: neighbours and what is related (related.py), threads of replies (thread.py), who names
whom (social.py), who is like whom (similar.py), and things that are taken for one (entity.py).
"""
