"""Another embedder in place of the present one: which one a process works with (present.py), its vectors made beside
the stream (catching_up.py), and how it does beside the one before (comparing.py).
"""
