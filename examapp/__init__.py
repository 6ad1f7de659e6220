"""The web application: attestation in computer literacy, from the candidate list to the certificate.

The application is put together in `examapp.application`, which is imported when somebody asks for it: a verb
of the command line that needs no page starts without a hundred modules of pages, documents and signatures.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from examapp.application import create_app as create_app


def __getattr__(name: str) -> Any:
    """Return `create_app`, importing what it is made of at that moment."""
    if name == "create_app":
        return importlib.import_module("examapp.application").create_app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
