"""From a document to a file: PDF, DOCX, Markdown and CSV for people, JSON and YAML without loss.

    made = file_of(Source(document, rows, tree), "pdf")      Made(filename, content_type, data)

One file each: `lossless` (JSON, YAML), `paper` (the report that PDF and DOCX are set from), `markdown`,
`table` (CSV). Two exports of one document are the same bytes. JSON and YAML are read back by the importer.
"""

from .files import FORMATS, LOSSLESS, Format, Made, Source, file_of
from .lossless import json_text, yaml_text

__all__ = ["FORMATS", "LOSSLESS", "Format", "Made", "Source", "file_of", "json_text", "yaml_text"]
