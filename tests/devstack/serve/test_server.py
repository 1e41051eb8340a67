"""uvicorn with three differences; the command line is uvicorn's own."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable

import httpx
from support.project import clean_env
from support.served import Served


def words(*options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "devstack.serve", *options],
        capture_output=True,
        text=True,
        timeout=20,
        env=clean_env(),
        check=False,
    )


def test_it_takes_uvicorns_options() -> None:
    """All of them, because uvicorn itself reads them; a mistake is answered as uvicorn answers it."""
    asked, wrong = words("--help"), words("shop.main:app", "--prot", "1")

    assert "--reload-dir" in asked.stdout
    assert "--ws-max-size" in asked.stdout
    assert wrong.returncode == 2
    assert "--port" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_an_answer_names_its_instance(serve: Callable[..., Served]) -> None:
    """Once, whether it reloads or not; by it a probe tells it from a stranger on the same port."""
    for options in (("--no-watch",), ()):
        served = serve(*options)
        served.until(1)

        assert httpx.get(served.url).headers.get_list("x-devstack-instance") == ["shop-0"]
        served.close()


def test_an_idle_server_leaves_at_once(serve: Callable[..., Served]) -> None:
    """uvicorn's own looks up every 0.1 s and then pauses for another: twice in an ordered stop of a stack."""
    served = serve("--no-watch")
    served.until(1)
    took = []

    began = time.monotonic()
    served.running.interrupt(signal.SIGTERM)
    code = served.running.exit_code()
    took.append(time.monotonic() - began)

    assert code == -signal.SIGTERM
    assert min(took) < 0.5
    assert "Application shutdown complete." in served.running.text


def test_a_request_under_way_is_answered_before_it_leaves(serve: Callable[..., Served]) -> None:
    """As uvicorn's own does."""
    served = serve("--no-watch")
    served.until(1)
    with httpx.Client() as client, client.stream("GET", f"{served.url}slow", timeout=10) as answer:
        served.running.interrupt(signal.SIGTERM)
        answer.read()

        assert answer.status_code == 200


def test_an_application_that_does_not_load_ends_it(serve: Callable[..., Served]) -> None:
    """Without reload there is no edit to wait for."""
    served = serve("--no-watch", files={"main": "import nothing_like_it\n"})

    assert served.running.exit_code() == 1
    assert "nothing_like_it" in served.running.text
