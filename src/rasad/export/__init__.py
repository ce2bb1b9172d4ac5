"""Coded documents in; jsonl, csv, geojson or benchmark files out."""
