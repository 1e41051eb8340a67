"""Which applications can get a module."""

import pytest

from devstack.deployment.application import locate
from devstack.errors import InputError
from devstack.scaffold import layout
from devstack.scaffold.layout import NEEDED


def project(root, *files):
    """A project of empty files."""
    for name in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("app = 1\n")
    return root


def test_a_modular_application_is_described_by_where_it_keeps_things(tmp_path):
    """Whatever its package is called."""
    files = [f"backend/shop/{name}" for name in (*NEEDED, "main.py", "__init__.py", "modules/core/__init__.py")]
    root = project(tmp_path, *files)

    found = layout(locate("shop.main:app", root), root)

    assert (found.package, found.known) == ("shop", "shop.modules")
    assert str(found.modules) == "backend/shop/modules"


@pytest.mark.parametrize(
    ("files", "app", "said"),
    [
        (["shop/__init__.py", "shop/main.py"], "shop.main:app", "shop has no modules folder"),
        (["main.py"], "main:app", "has no modules folder"),
        (
            ["shop/__init__.py", "shop/main.py", "shop/modules/core/__init__.py", *(f"shop/{n}" for n in NEEDED[1:])],
            "shop.main:app",
            "shop has no settings.py",
        ),
        ([], "shop.main:app", "there is no application below this folder"),
    ],
)
def test_another_application_is_refused_with_what_it_lacks(tmp_path, files, app, said):
    """A plain app gets a router, not a module."""
    root = project(tmp_path, *files)

    with pytest.raises(InputError) as refused:
        layout(locate(app, root), root)

    assert said in str(refused.value)
