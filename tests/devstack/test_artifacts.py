"""Generated files: written when different, atomically, with what the reader expects to find kept."""

import os
import threading
from pathlib import Path

import pytest

from devstack.artifacts import Artifact, stale
from devstack.errors import DevstackError

PROCFILE = Path("generated/Procfile")


def test_the_second_write_touches_nothing(tmp_path: Path):
    """An untouched mtime is what keeps watchers from reloading."""
    first = Artifact(PROCFILE, "web: run\n").write(tmp_path)
    os.utime(tmp_path / PROCFILE, ns=(1, 1))

    second = Artifact(PROCFILE, "web: run\n").write(tmp_path)

    assert (first, second) == (True, False)
    assert (tmp_path / PROCFILE).stat().st_mtime_ns == 1


def test_a_missing_or_edited_file_differs(tmp_path: Path):
    artifact = Artifact(PROCFILE, "web: run\n")

    missing = artifact.differs(tmp_path)
    artifact.write(tmp_path)
    current = artifact.differs(tmp_path)
    (tmp_path / PROCFILE).write_text("web: run --by-hand\n")

    assert (missing, current, artifact.differs(tmp_path)) == (True, False, True)


def test_text_is_utf8_and_keeps_its_newlines(tmp_path: Path):
    """Bytes must not depend on the locale or the platform, or two machines would fight over a committed file."""
    Artifact(PROCFILE, "é\r\n\n").write(tmp_path)
    Artifact(Path("raw"), b"\x00\xff").write(tmp_path)

    assert (tmp_path / PROCFILE).read_bytes() == b"\xc3\xa9\r\n\n"
    assert (tmp_path / "raw").read_bytes() == b"\x00\xff"


def test_permissions_are_kept_and_new_files_get_the_usual_ones(tmp_path: Path):
    old, new = Artifact(Path("old.sh"), "new\n"), Artifact(Path("new.txt"), "new\n")
    (tmp_path / "old.sh").write_text("old\n")
    (tmp_path / "old.sh").chmod(0o750)
    (tmp_path / "usual").write_text("")

    old.write(tmp_path)
    new.write(tmp_path)

    assert (tmp_path / "old.sh").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "new.txt").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "real").write_text("old\n")
    (tmp_path / "link").symlink_to("real")

    Artifact(Path("link"), "new\n").write(tmp_path)

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new\n"


def test_a_reader_never_sees_half_a_file(tmp_path: Path):
    """Reloaders and honcho read at any moment; two writers at once must not mix either."""
    texts = ["a" * 200_000, "b" * 200_000]
    Artifact(PROCFILE, texts[0]).write(tmp_path)

    def rewrite(own: int) -> None:
        for turn in range(40):
            Artifact(PROCFILE, texts[(own + turn) % 2]).write(tmp_path)

    writers = [threading.Thread(target=rewrite, args=(own,)) for own in range(2)]
    for writer in writers:
        writer.start()
    seen = set()
    while any(writer.is_alive() for writer in writers):
        seen.add((tmp_path / PROCFILE).read_text())
    for writer in writers:
        writer.join(timeout=10)

    assert seen <= set(texts)
    assert [path.name for path in (tmp_path / "generated").iterdir()] == ["Procfile"]


def test_a_failed_write_keeps_the_old_file_and_leaves_no_litter(tmp_path: Path):
    """A folder stands where the file should go: the rename fails after the new content was written."""
    (tmp_path / PROCFILE / "inner").mkdir(parents=True)

    with pytest.raises(DevstackError, match=r"generated/Procfile: "):
        Artifact(PROCFILE, "web: run\n").write(tmp_path)

    assert [path.name for path in (tmp_path / "generated").iterdir()] == ["Procfile"]


def test_a_file_in_place_of_a_folder_is_named_without_a_traceback(tmp_path: Path):
    (tmp_path / "generated").write_text("not a folder")

    with pytest.raises(DevstackError, match=r"cannot write .*generated/Procfile"):
        Artifact(PROCFILE, "web: run\n").write(tmp_path)


def test_what_nobody_generates_is_stale(tmp_path: Path):
    built = ("typescript/node_modules/ws/index.js", "typescript/dist/index.js")
    for name in ("Procfile", "old.json", "clients/gone/api.py", "clients/__pycache__/api.pyc", *built):
        Artifact(Path("generated") / name, "x").write(tmp_path)

    left = stale(tmp_path, [Artifact(PROCFILE, "x")], Path("generated"))

    assert left == [Path("generated/clients/gone/api.py"), Path("generated/old.json")]


def test_a_folder_that_does_not_exist_has_nothing_stale(tmp_path: Path):
    assert stale(tmp_path, [], Path("generated")) == []
