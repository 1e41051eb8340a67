"""Exact numbers on the wire."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from trading_api.models.numbers import ExactDecimal


class Money(BaseModel):
    amount: ExactDecimal


@given(st.decimals(min_value=-(10**12) + 1, max_value=10**12 - 1, places=6, allow_nan=False, allow_infinity=False))
@settings(deadline=None)
def test_a_number_survives_the_way_out_and_in(amount):
    """Digit by digit: a client that sends back what it got changes nothing."""
    text = Money(amount=amount).model_dump_json()

    assert "E" not in text
    assert Money.model_validate_json(text).amount.as_tuple() == amount.as_tuple()


@pytest.mark.parametrize(
    "value",
    [1, 1.5, True, None, "", " 1", "1 ", "1\n", "+1", ".5", "1.", "1e3", "NaN", "Infinity", "1_000", "1,5", "\u0661",
     "0x1", "9" * 13, "9" * 5000, "1.1234567", "\ud800", "\x00", [], {}],
)  # fmt: skip
def test_anything_but_a_plain_decimal_string_is_refused(value):
    """A JSON number has been a float on its way; the other spellings mean different things in different languages."""
    with pytest.raises(ValidationError, match="must be a decimal string such as"):
        Money.model_validate({"amount": value})


def test_in_and_out_have_one_schema():
    """Otherwise documents split every model in two, and clients lose the exact type."""
    schemas = [Money.model_json_schema(mode=mode)["properties"]["amount"] for mode in ("validation", "serialization")]

    assert schemas[0] == schemas[1]
    assert (schemas[0]["type"], schemas[0]["format"]) == ("string", "decimal")
