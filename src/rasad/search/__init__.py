"""Search as people type it: a query language and the words that texts are found by. Pure functions, no store."""
