"""What an edit would lead to, told before it is made."""

from typing import Any

import pytest
from support.project import Projects

from devstack.deployment import Deployment, Reload
from devstack.plan import Plan
from devstack.plan.following import followed
from devstack.plan.planner import plan
from devstack.stack.explaining import explain

WATCHED = Reload(dirs=("backend/shop",), exclude=("clients",))


def drawn(**more: Any) -> Plan:
    """core, broker and datafeed, each with a server of its own."""
    servers: dict[str, Any] = {
        "core": {"port": 20001, "modules": (), "reload": WATCHED},
        "broker": {"port": 20011, "modules": ("broker",), "reload": WATCHED},
        "fixed": {"port": 20021, "modules": ("fixed",)},
    }
    deployment = Deployment(name="shop", app="shop.main:app", nginx={"port": 20000}, servers=servers, **more)
    return followed(plan(deployment), deployment, "deploy.yaml")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "backend/shop/modules/broker/api.py",
            [
                "core-0: does not reload (module broker does not run here)",
                "broker-0: reloads (*.py below shop)",
                "codegen: makes generated files anew (contracts follow from *.py below shop)",
            ],
        ),
        (
            "backend/shop/clients/api.py",
            [
                "core-0: does not reload (excluded by clients)",
                "broker-0: does not reload (excluded by clients)",
                "codegen: makes generated files anew (contracts follow from *.py below shop)",
            ],
        ),
        (
            "deploy.yaml",
            [
                "core-0: does not reload (it is not below shop)",
                "broker-0: does not reload (it is not below shop)",
                "codegen: plans anew and applies to the running stack what is different (deploy.yaml says what runs)",
            ],
        ),
        (
            "nginx/nginx.conf.j2",
            [
                "core-0: does not reload (it is not below shop)",
                "broker-0: does not reload (it is not below shop)",
                "codegen: plans anew and applies to the running stack what is different (nginx/*.j2 make nginx.conf)",
            ],
        ),
        (
            "generated/nginx.conf",
            [
                "core-0: does not reload (it is not below shop)",
                "broker-0: does not reload (it is not below shop)",
                "codegen: does nothing (it is not below shop)",
            ],
        ),
    ],
)
def test_each_process_that_has_a_say_is_named_with_its_rule(path: str, expected: list[str]) -> None:
    """In start order; a server without reload has none."""
    assert explain(drawn(), path) == expected


def test_generation_that_is_switched_off_is_said() -> None:
    """`codegen: {on_change: off}`."""
    assert explain(drawn(codegen={"on_change": "off"}), "backend/shop/main.py")[-1] == (
        "codegen: does nothing (codegen.on_change is off)"
    )


def test_the_verb_takes_a_path_as_the_shell_completes_it(project: Projects) -> None:
    """Relative to the working folder; one outside of the project is the user's mistake."""
    files = {"shop/__init__.py": "", "shop/main.py": "app = None\n"}
    web = "{port: 18001, routes: [/], reload: true}"
    made = project(files, deploy_yaml=f"app: shop.main:app\nnginx: {{port: 18000}}\nservers: {{web: {web}}}\n")

    inside = made.run("check", "--explain", "main.py", cwd=made.root / "shop")
    outside = made.run("check", "--explain", "/etc/hosts")

    assert inside.stdout.splitlines()[0] == "web-0: reloads (*.py below shop)"
    assert inside.returncode == 0
    assert outside.returncode == 2
    assert "is not below" in outside.stderr
    assert "Traceback" not in outside.stderr
