"""One module a revision; `down_revision` names the one before. A revision that was released is never changed."""
