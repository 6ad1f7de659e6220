"""The names of the formats, for who offers them without reading any; what they mean stands in `registry`."""

from typing import Final

AUTO: Final = "auto"
FORMAT_NAMES: Final = ("native", "qti3", "qti2", "moodle_xml", "gift", "aiken", "hemis", "spreadsheet")
