"""What a subscription to bars may say."""

import pytest
from pydantic import ValidationError

from trading_api.models.bars import BarsSubscribeRequest
from trading_api.shared.ws.route import topic_text


def test_short_and_long_names_of_a_resolution_are_one_topic():
    """D and 1D draw the same bars; two topics would compute them twice."""
    topics = {topic_text("bars", BarsSubscribeRequest(symbol="AAPL", resolution=name)) for name in ("D", "1D")}

    assert topics == {'bars:{"resolution":"1D","symbol":"AAPL"}'}


@pytest.mark.parametrize("fields", [{"symbol": "aapl"}, {"symbol": "A\n"}, {"symbol": ""}, {"resolution": "2"},
                                    {"resolution": 1}, {"resolution": "1\n"}, {"resume": {"epoch": "e", "seq": -1}},
                                    {"resume": {"epoch": "e", "seq": 2**63}}, {"resume": {"epoch": "e", "seq": "1"}},
                                    {"resume": {"epoch": "e", "seq": True}}, {"extra": 1}])  # fmt: skip
def test_nonsense_is_refused(fields):
    """By name, before anything is created for it."""
    with pytest.raises(ValidationError):
        BarsSubscribeRequest.model_validate({"symbol": "AAPL", "resolution": "1", **fields})
