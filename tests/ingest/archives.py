"""Archives made for tests, by the libraries that others make them with."""

import io
import zipfile

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType


def zipped(**files):
    """A ZIP archive of files by name; `__` in a name is a slash, `_dot_` a dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return made.getvalue()


def warc(answers, packed=True):
    """A WARC archive of (address, status, type, body)."""
    made = io.BytesIO()
    out = GzipWriter(made) if packed else made
    for address, status, kind, body in answers:
        record = WarcRecord()
        record.init_headers(record_type=WarcRecordType.response)
        record.headers["WARC-Target-URI"] = address
        record.headers["WARC-Date"] = "2024-02-05T10:00:00Z"
        record.headers["Content-Type"] = "application/http; msgtype=response"
        head = f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        record.set_bytes_content(head.encode() + body)
        record.write(out)
    if packed:
        out.finish()
    return made.getvalue()
