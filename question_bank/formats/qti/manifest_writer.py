"""The manifest of a package: each item a resource, each picture a resource that items depend on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from question_bank.formats.qti.names import Version

EXTENSION_NAMESPACE = "urn:question-bank:qti:1"

_NAMESPACES: Mapping[Version, str] = {
    Version.V3_0: "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    Version.V2_2: "http://www.imsglobal.org/xsd/imscp_v1p1",
}
_SCHEMAS: Mapping[Version, tuple[str, str]] = {
    Version.V3_0: ("QTI Package", "3.0.0"),
    Version.V2_2: ("QTIv2.2 Package", "1.0.0"),
}
_TYPES: Mapping[Version, str] = {Version.V3_0: "imsqti_item_xmlv3p0", Version.V2_2: "imsqti_item_xmlv2p2"}


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of one item in one language, the pictures that it shows, and our own extension's text."""

    identifier: str
    file: str
    pictures: tuple[str, ...]
    item_id: str
    language: str
    extension: str | None


def write_manifest(items: Sequence[Resource], pictures: Sequence[str], version: Version) -> str:
    """Return the manifest's text."""
    schema, schema_version = _SCHEMAS[version]
    names = {picture: f"picture-{place}" for place, picture in enumerate(pictures, start=1)}
    resources = "".join(
        [
            *(_write_item(item, names, version) for item in items),
            *(_write_picture(*pair) for pair in names.items()),
        ]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest xmlns="{_NAMESPACES[version]}" xmlns:bank="{EXTENSION_NAMESPACE}"'
        ' identifier="question-list">\n'
        f"<metadata><schema>{schema}</schema><schemaversion>{schema_version}</schemaversion></metadata>\n"
        f"<organizations/>\n<resources>\n{resources}</resources>\n</manifest>\n"
    )


def _write_item(item: Resource, names: Mapping[str, str], version: Version) -> str:
    needs = "".join(
        f"<dependency identifierref={quoteattr(names[picture])}/>" for picture in dict.fromkeys(item.pictures)
    )
    return (
        f"<resource identifier={quoteattr(item.identifier)} type={quoteattr(_TYPES[version])}"
        f" href={quoteattr(item.file)}>{_write_extension(item)}"
        f"<file href={quoteattr(item.file)}/>{needs}</resource>\n"
    )


def _write_extension(item: Resource) -> str:
    if item.extension is None:
        return ""
    attributes = f"item={quoteattr(item.item_id)} language={quoteattr(item.language)}"
    return f"<metadata><bank:bankItem {attributes}>{escape(item.extension)}</bank:bankItem></metadata>"


def _write_picture(picture: str, name: str) -> str:
    address = quoteattr(picture)
    return (
        f'<resource identifier="{name}" type="webcontent" href={address}><file href={address}/></resource>\n'
    )
