"""Records <-> SQLite or PostgreSQL: one schema, migrations, nothing but rows and records."""
