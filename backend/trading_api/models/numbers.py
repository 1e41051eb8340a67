"""Exact numbers on the wire: decimal strings in, decimal strings out. One alias, so specs and clients agree on one type."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
"""Up to twelve digits before and six after the point, so that a number of the smallest steps fits 64 bits."""


def _exactly(value: object) -> Decimal:
    """A decimal string, or a Decimal of our own. A JSON number has been a float on its way, so it is refused."""
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Decimal(value)
    raise ValueError('must be a decimal string such as "12.50", with up to 12 digits before and 6 after the point')


def _plainly(value: Decimal) -> str:
    """Without an exponent."""
    return format(value, "f")


ExactDecimal = Annotated[
    Decimal,
    BeforeValidator(_exactly),
    PlainSerializer(_plainly, return_type=str),
    WithJsonSchema({"type": "string", "format": "decimal", "examples": ["12.50"]}),
]
"""A price, quantity or sum of money. Without the alias pydantic would declare a number going in and a string coming out."""
