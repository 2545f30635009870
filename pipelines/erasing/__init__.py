"""Does what an erasure asks for, everywhere: step after step, each short and each good to be repeated.

Killed at any place, the next who looks goes on: `ventros erase`, or the process `heavy`, which looks every few seconds.
"""
