"""A file of the user's, and what is said of every way in which it can be wrong."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from trading_api.shared import checked_yaml


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: int = 1


class File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    inner: Inner = Inner()
    name: str = "x"


def loaded(path: Path) -> File:
    return checked_yaml.load(File, path, ValueError, remedy="name another", see="docs/x.md")


@pytest.mark.parametrize("text", ["", "{}", "# nothing\n"])
def test_an_empty_file_is_all_defaults(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.yaml").write_text(text)

    assert loaded(tmp_path / "x.yaml") == File()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("inner: {size: much}", "inner.size: Input should be a valid integer, .*, not 'much'; correct it there$"),
        ("inner: {sice: 1}", "inner.sice: there is no such key; take it out, or see docs/x.md for those there are$"),
        ("[]", "the file: .*; correct it there$"),
        ("{", "this is not YAML; mend it there: "),
        ("inner: {size: a}\nname: 5", r"inner\.size: .*\n.*x\.yaml: name: "),
    ],
)
def test_each_fault_has_its_place_and_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "x.yaml").write_text(text)

    with pytest.raises(ValueError, match=rf"^.*x\.yaml: {said}"):
        loaded(tmp_path / "x.yaml")


def test_a_file_that_is_not_there_is_the_callers_to_explain(tmp_path: Path) -> None:
    """Only it knows how the file was named."""
    with pytest.raises(ValueError, match=r"nowhere\.yaml: No such file or directory; name another$"):
        loaded(tmp_path / "nowhere.yaml")
