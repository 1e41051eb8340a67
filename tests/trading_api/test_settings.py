"""What the environment may say, and how a mistake in it is reported."""

import pytest

from trading_api.settings import Settings, SettingsError


def test_an_empty_environment_gives_the_defaults():
    """Empty variables count as absent: a Procfile line may set them to nothing."""
    settings = Settings.from_environment({"ENABLED_MODULES": "", "ALLOWED_HOSTS": " ", "PORT": "9"})

    assert settings == Settings()
    assert settings.enabled_modules is None
    assert settings.api_base_url == "/api/v1"


def test_lists_are_separated_by_commas():
    """The form in which the plan hands them over."""
    settings = Settings.from_environment(
        {
            "ENABLED_MODULES": "core, broker",
            "ALLOWED_HOSTS": "Api.Example.org",
            "ALLOWED_ORIGINS": "https://a.org,http://b.org:1",
        }
    )

    assert settings.enabled_modules == ("core", "broker")
    assert settings.allowed_hosts == ("api.example.org",)
    assert settings.allowed_origins == ("https://a.org", "http://b.org:1")


def test_the_server_is_the_instance_without_its_number():
    """`/instance` names both."""
    assert Settings(instance="market-data-12").server == "market-data"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ENABLED_MODULES", "core,Bad_Name"),
        ("API_BASE_URL", "/api/../etc"),
        ("API_BASE_URL", "api"),
        ("ALLOWED_HOSTS", "a b"),
        ("ALLOWED_ORIGINS", "*"),
        ("WEBSOCKET_QUERY_PARAM", "a=b"),
        ("DEVSTACK_INSTANCE", "a\nb"),
        ("AUTH", "package.module"),
        ("AUTH", "/etc/passwd:x"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_its_variable(variable, value):
    """The reader has to know which of a dozen variables to mend."""
    with pytest.raises(SettingsError, match=f"^{variable}: "):
        Settings.from_environment({variable: value})


def test_all_mistakes_are_reported_at_once():
    """Mending one and meeting the next is a waste of starts."""
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment({"API_BASE_URL": "x", "DEVSTACK_INSTANCE": "/"})

    assert str(refusal.value).count("\n") == 1
