"""A text in; its folded spelling with an alignment back, its sentences and its words out."""
