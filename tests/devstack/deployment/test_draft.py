"""Who answers for which module."""

from typing import Any

from devstack.deployment.draft import Draft


def draft(servers: dict[str, Any], **facts: Any) -> Draft:
    return Draft.model_validate({"name": "shop", "servers": servers, **facts})


def test_a_module_lives_on_the_server_of_its_name_else_on_the_first_that_lists_it():
    shop = draft(
        {
            "first": {"port": 20001, "modules": ("feed", "broker")},
            "broker": {"port": 20002, "modules": ("broker", "feed")},
        }
    )

    assert shop.homes == {"core": "first", "feed": "first", "broker": "broker"}


def test_websockets_follow_their_module_unless_told_otherwise():
    servers = {"a": {"port": 20001, "modules": ("x", "y")}, "b": {"port": 20002, "modules": ("x",)}}

    assert draft(servers).websocket_homes == {"x": "a", "y": "a"}
    assert draft(servers, websocket_routes={"x": "b"}).websocket_homes == {"x": "b"}


def test_a_plain_app_is_nobodys_module():
    shop = draft({"web": {"port": 20001, "routes": ("/",)}})

    assert (shop.modular, shop.homes, shop.websocket_homes) == ({}, {}, {})
