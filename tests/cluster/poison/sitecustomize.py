"""Found by every Python that has this folder on its path: there the reader dies of a document with a mark, as of a fault in C."""

import os

MARK = "يموتالقارئ"

if os.environ.get("RASAD_POISON") == "1":
    import rasad.pipeline as pipeline

    _read = pipeline.read

    def read(document, kit):
        if MARK in document.text:
            os._exit(9)
        return _read(document, kit)

    pipeline.read = read
