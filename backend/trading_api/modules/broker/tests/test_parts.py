"""What is made late, and what is refused early."""

import subprocess
import sys

import pytest

from trading_api.modules.broker import BrokerModule
from trading_api.settings import Settings, SettingsError

HEAVY = "{'sqlalchemy', 'alembic', 'numpy', 'aiosqlite', 'nats'}"


def test_the_application_is_made_without_database_and_market():
    """They take longer to load than FastAPI; `--help`, an export or another module's test need neither."""
    code = f"""
import sys
from trading_api.app_factory import AppFactory
from trading_api.settings import Settings
app = AppFactory(Settings()).create_app(["broker"])
app.openapi(), app.asyncapi()
print(sorted({HEAVY} & set(sys.modules)))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)

    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("settings", "variable"),
    [
        ({"store_url": "mysql://h/d"}, "STORE_URL"),
        ({"store_url": "sqlite://"}, "STORE_URL"),
        ({"store_url": "nonsense"}, "STORE_URL"),
        ({"bus_url": "carrier:pigeon"}, "BUS_URL"),
        ({"feed": "nowhere:at_all"}, "FEED"),
    ],
)
def test_a_wrong_setting_is_refused_when_the_module_is_made(settings, variable):
    """One message at the start, not a traceback with the first request."""
    with pytest.raises(SettingsError, match=f"^{variable}: "):
        BrokerModule(Settings(**settings))
