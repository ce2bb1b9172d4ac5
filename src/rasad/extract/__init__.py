"""Folded, tagged sentences in, event mentions of a document out; `read.read` is the face of the room."""
