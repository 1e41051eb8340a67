"""A Deployment that exists is valid, also when it is built in Python."""

import pytest
from pydantic import ValidationError

from devstack.deployment import Deployment


def test_a_deployment_whose_parts_disagree_cannot_be_built():
    with pytest.raises(ValidationError, match=r"servers\.b\.port: 20001 is also claimed by a-0"):
        Deployment(name="shop", servers={"a": {"port": 20001}, "b": {"port": 20001}})


def test_it_cannot_be_changed():
    deployment = Deployment(name="shop", servers={"a": {"port": 20001}})

    with pytest.raises(ValidationError, match="frozen"):
        deployment.name = "other"


def test_a_server_runs_its_own_app_else_the_deployments():
    servers = {"a": {"port": 20001}, "b": {"port": 20002, "app": "blog.main:app", "routes": ("/",)}}
    deployment = Deployment(name="shop", app="shop.main:app", servers=servers)

    assert [deployment.app_of(server) for server in deployment.servers.values()] == ["shop.main:app", "blog.main:app"]
