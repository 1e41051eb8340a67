"""Asking nginx about a text before anybody depends on it."""

from pathlib import Path

import pytest

from devstack.errors import DevstackError
from devstack.gateway import test as nginx_test

GOLDEN = sorted((Path(__file__).parents[2] / "golden").glob("*/nginx.conf"))


@pytest.mark.parametrize("conf", GOLDEN, ids=lambda path: str(path.parent.name))
def test_nginx_accepts_every_golden_text(nginx: Path, conf: Path, tmp_path: Path):
    nginx_test(conf.read_text(), tmp_path, str(nginx))

    assert list(tmp_path.iterdir()) == [], "the project is not touched"


def test_a_text_nginx_refuses_is_an_error_in_its_own_words(nginx: Path, tmp_path: Path):
    text = GOLDEN[0].read_text().replace("sendfile on;", "sendfile perhaps;")
    line = text[: text.index("perhaps")].count("\n") + 1

    with pytest.raises(DevstackError) as caught:
        nginx_test(text, tmp_path, str(nginx))

    assert str(caught.value) == (
        "nginx refuses the configuration, nothing was replaced: "
        f'invalid value "perhaps" in "sendfile" directive, it must be "on" or "off" in generated/nginx.conf:{line}'
    )


def test_a_port_in_use_is_no_reason_to_refuse_a_text(ports: int, nginx: Path, tmp_path: Path):
    """`gen` and `check` run beside a running stack."""
    text = GOLDEN[0].read_text().replace("listen 127.0.0.1:9000", "listen x").replace(":8000", f":{ports}")

    nginx_test(text, tmp_path, str(nginx))
