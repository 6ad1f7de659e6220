"""A sheet's certificates as one ZIP file, each exactly as it was issued."""

import tempfile
import zipfile
from collections.abc import Iterable
from typing import IO, Final

from examapp.certificates.models import Certificate
from examapp.certificates.queries import read_file

# Larger archives are kept on the disk while they are sent.
_MOST_IN_MEMORY: Final = 16 * 1024 * 1024


def pack(certificates: Iterable[Certificate]) -> IO[bytes]:
    """Return an open file with every certificate as `<number>.pdf`, standing at its beginning.

    PDFs are packed already, so they are stored; the times inside are those of the issue. Raises FileBroken.
    """
    archive = tempfile.SpooledTemporaryFile(max_size=_MOST_IN_MEMORY)  # noqa: SIM115 - the reply closes it
    try:
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
            for certificate in certificates:
                entry = zipfile.ZipInfo(f"{certificate.number}.pdf", certificate.issued_at.timetuple()[:6])
                packed.writestr(entry, read_file(certificate))
        archive.seek(0)
    except BaseException:
        archive.close()
        raise
    return archive
