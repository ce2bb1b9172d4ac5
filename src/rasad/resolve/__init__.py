"""Words in, things in the world out, with their precision: dates, gazetteer rows, actor ids."""
