"""What has to happen by the clock, or takes longer than a process lives: one Temporal workflow a file.

A workflow says only what follows upon what, and decides by nothing but its input and what its activities answered: it
is run anew from its history, by another worker or a later version of this code. The work is done in `activities.py`.
"""
