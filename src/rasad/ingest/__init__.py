"""Files, folders, JSON, JSONL and standard input in; Documents out, or a Failure each."""

from rasad.ingest.amount import Amount, amount_of
from rasad.ingest.failure import Failure
from rasad.ingest.rows import Intake, parse_day
from rasad.ingest.sources import read_documents

__all__ = ["Amount", "Failure", "Intake", "amount_of", "parse_day", "read_documents"]
