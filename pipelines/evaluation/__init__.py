"""How well search finds what was said: suites of conversations and questions, asked of a database of their own."""
