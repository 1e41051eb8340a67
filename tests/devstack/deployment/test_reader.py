"""Strict YAML: what every reader understands alike, and nothing else."""

import time

import pytest
import yaml

from devstack.deployment.reader import Ambiguous, read, scalar


def plain(text: str) -> object:
    node, problems = read(text.encode(), "deploy.yaml")
    assert problems == []
    assert node is not None
    return node.plain()


def said(data: bytes) -> list[str]:
    return [str(problem) for problem in read(data, "deploy.yaml")[1]]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("true", True), ("False", False), ("~", None), ("", None), ("8001", 8001), ("-3", -3), ("0", 0), ("2.5", 2.5)]
    + [(text, text) for text in ("npm run dev", "127.0.0.1", "::1", "1.2.3", "v1", "/api/v1", "a:b", "*.py", "é", "y")],
)
def test_plain_words_mean_what_they_look_like(written: str, meant: object):
    value = scalar(written)

    assert value == meant
    assert type(value) is type(meant)


AMBIGUOUS = ["no", "On", "010", "0800", "22:22", "1_000", "0x1F", "0o17", "1e3", "+1", ".5", "5.", ".inf", "2025-11-03"]


@pytest.mark.parametrize("written", [*AMBIGUOUS, "<<", "=", "9" * 30])
def test_words_that_readers_disagree_on_are_refused(written: str):
    """YAML 1.1 makes booleans, octals, times and dates of these, YAML 1.2 something else; a port must not depend on it."""
    with pytest.raises(Ambiguous):
        scalar(written)


@pytest.mark.parametrize("written", AMBIGUOUS)
def test_in_quotes_they_are_text(written: str):
    assert plain(f'a: "{written}"') == {"a": written}


def test_what_is_read_is_what_pyyaml_reads_where_the_two_agree():
    text = "a: {b: [1, x, 'y z'], c: true}\nd: >\n  folded\n  text\ne: |\n  kept\n  lines\nf: null\n"

    value = plain(text)

    expected = yaml.safe_load(text)
    expected["a"]["b"] = tuple(expected["a"]["b"])
    assert value == expected


@pytest.mark.parametrize(
    "text", ["\ufeffa: 1\n", "a: 1\r\n", "---\na: 1\n...\n", "%YAML 1.2\n---\na: 1\n", "# x\na: 1"]
)
def test_files_of_other_editors_are_read(text: str):
    """A byte order mark, Windows line ends and document markers are no mistakes."""
    assert plain(text) == {"a": 1}


def test_every_value_knows_its_line_and_column():
    node, _ = read(b"servers:\n  core: {port: 20001, modules: [core, broker]}\n", "deploy.yaml")

    assert node is not None
    assert str(node.nearest(("servers", "core", "port")).place) == "deploy.yaml:2:16"
    assert str(node.nearest(("servers", "core", "port")).named) == "deploy.yaml:2:10"
    assert str(node.nearest(("servers", "core", "modules", 1)).place) == "deploy.yaml:2:39"


def test_problems_do_not_hide_each_other():
    assert said(b"a: no\nb: &x 1\nc: *x\nd: !t 2\na: 3\n? [k]\n: v\n") == [
        'deploy.yaml:1:4: a: no can mean false or a text; write false, or "no" in quotes',
        "deploy.yaml:2:4: b: anchors like &x are not read here; write the value where it is needed",
        "deploy.yaml:3:4: c: aliases like *x are not read here; write the value out",
        "deploy.yaml:4:4: d: tags like !t are not read here; write the value without",
        "deploy.yaml:5:1: a: is written twice, first on line 1; keep one of the two",
        "deploy.yaml:6:3: ?: a key must be a plain name; is a line missing its key, or a value its quotes?",
    ]


@pytest.mark.parametrize("data", [b"no\n", b"!t {a: 1}\n", b"*a\n", b"010"])
def test_a_document_that_is_nothing_but_a_problem_is_no_document(data: bytes):
    node, problems = read(data, "deploy.yaml")

    assert node is None
    assert len(problems) == 1


def test_keys_are_plain_names():
    problems = said(b'&k a: 1\n!t b: 2\n~: 3\n"no": 4\n{c: d}: 5\n')

    assert [line.split(": ", 2)[0] for line in problems] == [f"deploy.yaml:{line}:1" for line in (1, 2, 2, 3, 5)]
    assert problems[0].endswith("a: anchors like &k are not read here; leave it out")
    assert problems[-1].endswith("a key must be a plain name; is a line missing its key, or a value its quotes?")


@pytest.mark.parametrize(
    ("data", "fragment"),
    [
        (b"a: [1, 2", "the file ends here too early"),
        (b"a: 'x", "deploy.yaml:1:4: the quote that opens here is never closed"),
        (b"a:\n\t- 1\n", "deploy.yaml:2:1: a tab stands where YAML wants spaces"),
        (b"a: @x\n", "deploy.yaml:1:4: a value cannot start like this"),
        (b"a: b: c\n", "deploy.yaml:1:5: a colon stands where no key can be"),
        (b"a: 1\n  b: 2\n", "deploy.yaml:2:4: a colon stands where no key can be"),
        (b"a: {b: 1}\n c: 2\n", "deploy.yaml:2:2: "),
        (b'a: "\\q"\n', "is not YAML here"),
        (b"a: %x\n", "a value cannot start like this"),
        ("ä: ü\nb: \x07".encode(), "deploy.yaml:2:4: the character U+0007"),
        ("ä: ü".encode() + b"\xe9\n", "deploy.yaml:1:5: byte 0xe9 is not UTF-8"),
    ],
)
def test_what_is_no_yaml_is_told_in_plain_words(data: bytes, fragment: str):
    problems = said(data)

    assert any(fragment in problem for problem in problems), problems
    assert not any("found character" in problem for problem in problems)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b"a: " + b"{a: " * 30_000,
        b"- " * 60_000,
        b"a: &a [x,x,x]\n" + b"".join(b"b%d: &b%d [*a,*a]\n" % (i, i) for i in range(400)),
        b"a: " + b"9" * 130_000,
        b"a: '" + b"x" * 130_000,
    ],
    ids=["brackets", "braces", "dashes", "aliases", "digits", "open quote"],
)
def test_hostile_files_are_refused_soon(data: bytes):
    """A file must not hang or exhaust the reader of every verb, `down` included."""
    started = time.monotonic()

    problems = said(data)

    assert problems
    assert time.monotonic() - started < 5
