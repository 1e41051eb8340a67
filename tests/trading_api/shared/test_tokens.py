"""The file of tokens: made by its own command, kept from others, followed while the application runs."""

import asyncio
import json
import stat
import subprocess
import sys

import pytest
from starlette.requests import HTTPConnection
from support.tokens import token

from trading_api.settings import Settings, SettingsError
from trading_api.shared.auth import AuthUnavailable, Principal
from trading_api.shared.tokens import BearerTokens, bearer


def who(tokens: BearerTokens, said: str) -> Principal | None:
    """Whose token that is."""
    headers = [(b"authorization", f"Bearer {said}".encode())]
    return asyncio.run(tokens.authenticate(HTTPConnection({"type": "http", "headers": headers})))


def test_the_command_makes_a_token_that_the_file_does_not_hold(tmp_path):
    """A file that leaks must not let anybody in."""
    file = tmp_path / "new/tokens.json"

    alice = token(file, "alice", "ALICE", "JOINT")

    assert alice not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert who(BearerTokens(file), alice) == Principal("alice", ("ALICE", "JOINT"))


def test_a_second_token_leaves_the_first_and_both_count_at_once(tmp_path):
    """A running application follows the file."""
    file = tmp_path / "tokens.json"
    alice = token(file, "alice", "ALICE")
    running = BearerTokens(file)

    root = token(file, "root", "--any-account")

    assert who(running, root) == Principal("root", None)
    assert who(running, alice) == Principal("alice", ("ALICE",))


def test_a_token_ends_with_its_days(tmp_path):
    """A tenth of a microday is over when it is asked for."""
    file = tmp_path / "tokens.json"
    late, early = token(file, "late", "A", "--days", "0.0000001"), token(file, "early", "A", "--days", "1")
    tokens = BearerTokens(file)

    assert who(tokens, late) is None
    assert who(tokens, early) == Principal("early", ("A",))


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["alice"], "name the accounts"),
        (["alice", "A", "--any-account"], "name the accounts"),
        (["alice", "no account"], "String should match"),
    ],
)
def test_the_command_refuses_what_would_let_in_nobody_or_everybody(tmp_path, words, complaint):
    """Forgetting the account must not mean every account."""
    command = [sys.executable, "-m", "trading_api.shared.tokens", str(tmp_path / "t.json"), *words]

    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert run.returncode == 2
    assert complaint in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "t.json").exists()


HASH = "0" * 64


@pytest.mark.parametrize(
    ("text", "mode", "complaint"),
    [
        ('{"tokens": []}', 0o644, r"others may use .*tokens\.json \(mode 0644\); run: chmod 600"),
        ('{"tokens": []}', 0o620, r"others may use"),
        ("tokens", 0o600, r"Invalid JSON"),
        ('{"token": []}', 0o600, r"token: Extra inputs"),
        (json.dumps({"tokens": [{"name": "a", "sha256": "x", "accounts": []}]}), 0o600, r"tokens\.0\.sha256: String"),
        (json.dumps({"tokens": [{"name": "a", "sha256": HASH}]}), 0o600, r"tokens\.0\.accounts: Field required"),
    ],
)
def test_a_file_that_cannot_be_trusted_ends_the_start(tmp_path, text, mode, complaint):
    """One message that names the file; no entry is guessed at."""
    file = tmp_path / "tokens.json"
    file.write_text(text)
    file.chmod(mode)

    with pytest.raises(SettingsError, match=rf"^AUTH_TOKENS_FILE: .*{complaint}"):
        bearer(Settings(auth_tokens_file=str(file)))


def test_a_missing_file_is_named_with_the_command_that_makes_it(tmp_path):
    """The first thing that goes wrong."""
    with pytest.raises(SettingsError, match=r"nothing: No such file .*; make a token with python -m"):
        bearer(Settings(auth_tokens_file=str(tmp_path / "nothing")))


@pytest.mark.parametrize("fault", ["gone", "readable by others", "broken"])
def test_a_file_that_becomes_untrustworthy_lets_nobody_in_until_it_is_mended(tmp_path, fault):
    """Closed, not open, and not on what was read before."""
    file = tmp_path / "tokens.json"
    alice = token(file, "alice", "ALICE")
    running, text = BearerTokens(file), file.read_text()

    if fault == "gone":
        file.unlink()
    elif fault == "broken":
        file.write_text("{")
    else:
        file.chmod(0o640)
    for _ in range(2):
        with pytest.raises(AuthUnavailable):
            who(running, alice)
    file.write_text(text)
    file.chmod(0o600)

    assert who(running, alice) == Principal("alice", ("ALICE",))
