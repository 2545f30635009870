"""Invented conversations of shops with customers, and what is asked about them: made by a program, from a seed."""
