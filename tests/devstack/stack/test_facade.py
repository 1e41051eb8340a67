"""Verbs as methods, where something can go wrong before anything runs."""

from support.project import Projects

APP = {"shop/__init__.py": "", "shop/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n"}
DEPLOY = "app: shop.main:app\nnginx: {port: 18000}\nservers: {web: {port: 18001, routes: [/], env_file: web.env}}\n"


def test_run_misses_a_settings_file_as_up_does(project: Projects) -> None:
    """Under a debugger the process would otherwise start without its settings, and nobody would know why."""
    shop = project(APP, deploy_yaml=DEPLOY)

    run = shop.run("run", "-n", "web-0", within=10)

    assert run.returncode == 2, run.stdout + run.stderr
    assert "servers.web.env_file: web.env: No such file" in run.stderr
