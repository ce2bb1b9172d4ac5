"""Files, folders and standard input of every kind that is read in; Documents out, or a Failure each."""

from rasad.ingest.amount import Amount, amount_of
from rasad.ingest.columns import Columns
from rasad.ingest.dating import parse_day
from rasad.ingest.failure import Failure
from rasad.ingest.intake import Intake
from rasad.ingest.raw import Raw
from rasad.ingest.readers import documents_of
from rasad.ingest.sources import read_documents

__all__ = ["Amount", "Columns", "Failure", "Intake", "Raw", "amount_of", "documents_of", "parse_day", "read_documents"]
