"""Coded documents or dossiers in; files of the formats that desks, maps and archives use out."""
