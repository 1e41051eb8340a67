"""The one line of a traceback that says why."""

import json

from devstack.complaint import complaint

TRACEBACK = """\
Traceback (most recent call last):
  File "/home/a/.venv/lib/python3.12/site-packages/uvicorn/importer.py", line 19, in import_from_string
    module = importlib.import_module(module_str)
  File "<frozen importlib._bootstrap>", line 1204, in _gcd_import
  File "/home/a/project/backend/shop/main.py", line 3, in <module>
    import nothing
ModuleNotFoundError: No module named 'nothing'""".splitlines()
WORDS = "ModuleNotFoundError: No module named 'nothing', shop/main.py:3"


def test_the_exception_and_the_line_of_ones_own_code() -> None:
    """Frames of libraries say where it was noticed, not where it is."""
    assert complaint(["INFO  starting", *TRACEBACK]) == WORDS


def test_a_few_lines_may_follow() -> None:
    """uvicorn says that the start has failed."""
    assert complaint([*TRACEBACK, "", "ERROR    uvicorn.error: Application startup failed. Exiting."]) == WORDS


def test_an_old_traceback_is_another_story() -> None:
    """An error that was answered with 500 long ago is not why the process left."""
    assert complaint([*TRACEBACK, *["INFO  served"] * 10]) is None


def test_a_syntax_error_has_its_place_without_a_frame() -> None:
    """Python writes it like a frame."""
    lines = [
        *TRACEBACK[:4],
        '  File "/p/shop/main.py", line 7',
        "    def x(:",
        "          ^",
        "SyntaxError: invalid syntax",
    ]

    assert complaint(lines) == "SyntaxError: invalid syntax, shop/main.py:7"


def test_a_traceback_inside_json_counts_as_well() -> None:
    """`logs: {format: json}` puts it into a field of its line."""
    assert complaint([json.dumps({"message": "failed", "exception": "\n".join(TRACEBACK)})]) == WORDS


def test_no_traceback_no_words() -> None:
    """Other programs complain in their own way."""
    assert complaint(["npm ERR! missing script: dev"]) is None
    assert complaint([TRACEBACK[0], "  File"]) is None
