"""The revisions of the schema, oldest first; each brings a project of the one before to its own tables."""
