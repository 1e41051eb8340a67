"""What FastAPI works out three times for a document, worked out once: it asks models for their fields to find those within."""

import sys
from functools import cache

MODULE, NAME = "fastapi._compat.v2", "get_model_fields"


def fields() -> None:
    """From now on in this process, which ends with the documents. Where FastAPI has no such function, it takes its time."""
    module = sys.modules.get(MODULE)
    if found := getattr(module, NAME, None):
        setattr(module, NAME, cache(found))
