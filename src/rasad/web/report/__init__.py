"""Reports: events that may be shown in, one self-contained page that opens from disk out."""
