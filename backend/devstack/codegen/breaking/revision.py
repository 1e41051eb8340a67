"""The contracts of another revision, from the repository, and where code of this one uses a client."""

import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from devstack.codegen.contract import Contract, read_contract
from devstack.errors import InputError

SPECS = "generated/specs"
GIT_S = 30.0
CODE = (".py", ".ts", ".tsx", ".js", ".mjs")


def contract_at(root: Path, revision: str) -> Contract:
    """As the specs committed with that revision say. InputError when there is no such revision, or it has none."""
    if revision.startswith("-"):
        raise InputError(f"--breaking {revision}: names no revision")
    listed = _git(root, revision, "ls-tree", "--name-only", revision, f"./{SPECS}/").split()
    files = [PurePosixPath(path).name for path in listed if path.endswith(".json")]
    if not files:
        raise InputError(f"--breaking {revision}: has no {SPECS}/; it was made before contracts were committed")
    documents = {file: json.loads(_git(root, revision, "show", f"{revision}:./{SPECS}/{file}")) for file in files}
    return read_contract(documents)


def _git(root: Path, revision: str, *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words], capture_output=True, text=True, timeout=GIT_S, check=False
        )
    except FileNotFoundError:
        raise InputError("--breaking needs git, which is not installed") from None
    if done.returncode:
        raise InputError(
            f"--breaking {revision}: {done.stderr.strip().splitlines()[-1] if done.stderr else 'git failed'}"
        )
    return done.stdout


def uses(root: Path, name: str, words: Iterable[str]) -> dict[str, list[str]]:
    """`file:line` of each of these names, in Python or camel case, as an attribute in files that import the client."""
    wanted = {spelled: word for word in words for spelled in (word, _camel(word))}
    if not wanted:
        return {}
    client = re.compile(rf"\b{re.escape(name.replace('-', '_'))}_client\b|\b{re.escape(name)}-client\b")
    attribute = re.compile(rf"\.({'|'.join(sorted(map(re.escape, wanted)))})\b")
    found: dict[str, list[str]] = {}
    for path in _code(root):
        text = (root / path).read_text(encoding="utf-8", errors="replace")
        if not client.search(text):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for match in attribute.finditer(line):
                found.setdefault(wanted[match[1]], []).append(f"{path}:{number}")
    return found


def _code(root: Path) -> list[str]:
    """What is committed or about to be, and not generated."""
    listed = _git(root, "HEAD", "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    return [
        path for path in listed if path.endswith(CODE) and not path.startswith("generated/") and (root / path).is_file()
    ]


def _camel(word: str) -> str:
    first, *rest = word.split("_")
    return first + "".join(part.capitalize() for part in rest)
