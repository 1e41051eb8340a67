"""The packages a stack stands on."""

from devstack.doctor import Severity, software


def test_missing_and_old_packages_are_named() -> None:
    """Somebody pulls, and the new requirement is not installed yet."""
    told = software.lacking(["pytest>=999", "no-such-package>=1", "rich>=1.2", "uvicorn[standard]>=0.1", "psutil"])

    assert [words.split(" ")[0] for words in told] == ["no-such-package", "pytest"]
    assert told[0] == "no-such-package is missing"
    assert told[1].endswith("is older than 999")


def test_this_environment_has_what_pyproject_asks_for() -> None:
    """The suite itself runs on it."""
    assert software.packages().severity is Severity.OK
    assert software.python().severity is not Severity.ERROR
