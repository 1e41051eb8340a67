"""Which edits load the code again."""

from pathlib import PurePath

import pytest

from devstack.serve.rules import Rules

ROOT = "/home/me/shop"
DIR = PurePath(f"{ROOT}/backend/shop")


@pytest.mark.parametrize(
    ("path", "reloads", "rule"),
    [
        ("backend/shop/main.py", True, "*.py below shop"),
        ("backend/shop/deep/down/below.py", True, "*.py below shop"),
        ("backend/other/main.py", False, "it is not below shop"),
        ("tasks.py", False, "it is not below shop"),
        ("backend/shop/page.html", True, "*.html below shop"),
        ("backend/shop/page.css", False, "it is no *.py or *.html"),
        ("backend/shop/tests/test_main.py", False, "what stands in a folder tests reloads nothing"),
        ("backend/shop/deep/tests/deeper/x.py", False, "what stands in a folder tests reloads nothing"),
        ("backend/shop/deep/__pycache__/x.py", False, "what stands in a folder __pycache__ reloads nothing"),
        ("backend/shop/node_modules/x/y.py", False, "what stands in a folder node_modules reloads nothing"),
        ("backend/shop/.venv/lib/x.py", False, ".venv is hidden or a backup"),
        ("backend/shop/.main.py.swp", False, ".main.py.swp is hidden or a backup"),
        ("backend/shop/main.py~", False, "main.py~ is hidden or a backup"),
        ("backend/shop/clients/a/b/c.py", False, "excluded by clients"),
        ("backend/shop/myclients/a.py", True, "*.py below shop"),
        ("backend/shop/a/b/made_by_hand.py", False, "excluded by made_*.py"),
        ("backend/shop/a/gen/b/c.py", False, "excluded by shop/**/gen/*"),
        ("backend/shop/modules/orders/api.py", True, "*.py below shop"),
        ("backend/shop/modules/market_data/api.py", True, "*.py below shop"),
        ("backend/shop/modules/stock/api.py", False, "module stock does not run here"),
        ("backend/shop/modules/__init__.py", True, "*.py below shop"),
    ],
)
def test_a_path_and_the_rule_that_decides_it(path: str, reloads: bool, rule: str) -> None:
    """Globs match at any depth; a module that does not run here is not this server's to load."""
    rules = Rules((DIR,), ("*.html",), ("clients", "made_*.py", "shop/**/gen/*"), ("core", "orders", "market-data"))

    verdict = rules.verdict(PurePath(f"{ROOT}/{path}"))

    assert (verdict.reloads, verdict.rule) == (reloads, rule)
    assert rules(f"{ROOT}/{path}") is reloads


def test_an_application_without_modules_may_call_a_folder_so() -> None:
    """Only where modules are named do folders of that name mean one."""
    assert Rules((DIR,))(f"{DIR}/modules/stock/api.py")
