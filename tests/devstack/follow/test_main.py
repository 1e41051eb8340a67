"""The process that follows edits, alone: its first moments."""

import subprocess
import sys

from support.project import Projects, clean_env

DEPLOY = "app: shop.main:app\nservers: {web: {port: 20001, routes: [/]}}\n"


def test_an_edit_is_seen_that_comes_before_it_can_look(project: Projects) -> None:
    """An interpreter takes a while to start, and longer while a whole stack does."""
    made = project({"shop/__init__.py": ""}, deploy_yaml=DEPLOY)
    words = [sys.executable, "-m", "devstack.follow", "deploy.yaml", "--code", "shop", "--on-change", "off"]
    with subprocess.Popen(
        words, cwd=made.root, env=clean_env(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as following:
        made.write({"nginx/nginx.conf.j2": "{{ nonsense"})
        assert following.stdout is not None
        try:
            said = following.stdout.readline()
        finally:
            following.terminate()

    assert "devstack.follow: " in said
