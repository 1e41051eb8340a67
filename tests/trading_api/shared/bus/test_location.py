"""What BUS_URL may say."""

import pytest

from trading_api.shared.bus.interface import BusUrlError
from trading_api.shared.bus.local import LocalBus
from trading_api.shared.bus.location import bus_at
from trading_api.shared.bus.memory import MemoryBus
from trading_api.shared.bus.nats import NatsBus


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("memory:", MemoryBus),
        ("memory://", MemoryBus),
        ("local:", LocalBus),
        ("local:some/folder", LocalBus),
        ("local:///tmp/folder", LocalBus),
        ("nats://127.0.0.1:4222,nats://127.0.0.1:4223", NatsBus),
    ],
)
def test_each_kind_has_its_url(url, kind):
    """Nothing is opened by that."""
    assert type(bus_at(url, "app-0")) is kind


@pytest.mark.parametrize("url", ["", "redis://h", "nats:", "nats://", "memory:x", "nats://a,http://b"])
def test_a_url_that_names_no_bus_is_refused_with_the_forms_there_are(url):
    """By the variable's name, at the start."""
    with pytest.raises(BusUrlError, match=r"^BUS_URL: .* try memory:, local:"):
        bus_at(url, "app-0")
