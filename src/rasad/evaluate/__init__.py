"""Predictions against gold: coded records in, precision and recall per field, per type and per case out."""
