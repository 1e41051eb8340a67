"""A checkout has one name, wherever one looks from."""

from pathlib import Path

from devstack.state import checkout_id, home, new_stack_id


def test_the_id_names_the_checkout(tmp_path: Path) -> None:
    """Through a symlink it is the same one; another folder is another."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a")

    assert checkout_id(tmp_path / "a") == checkout_id(tmp_path / "link") != checkout_id(tmp_path / "b")


def test_each_run_has_an_id_of_its_own(tmp_path: Path) -> None:
    """It begins with the checkout's, so a stray process tells where it came from."""
    first, second = new_stack_id(tmp_path), new_stack_id(tmp_path)

    assert first != second
    assert first.startswith(checkout_id(tmp_path))


def test_the_folder_is_made_on_demand(tmp_path: Path) -> None:
    """Also after it was deleted."""
    assert home(tmp_path / "new").is_dir()
