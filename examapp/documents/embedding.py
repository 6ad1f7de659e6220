"""Files that travel inside a PDF."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file attached to a document, kept byte for byte.

    `relationship` is the AFRelationship of PDF/A-3 (ISO 19005-3, 6.8): Data, Source, Alternative, Supplement.
    """

    name: str
    content: bytes
    description: str
    relationship: str = "Data"
