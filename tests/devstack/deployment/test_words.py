"""pydantic's findings in plain words. Whole files stand in broken_files.py; here are the turns of phrase."""

import pytest
from pydantic import ValidationError

from devstack.deployment import words
from devstack.deployment.draft import Draft
from devstack.deployment.reader import read


def said(text: str) -> list[str]:
    """What is said about a document, without places."""
    document, problems = read(text.encode(), "deploy.yaml")
    assert document is not None
    assert problems == []
    with pytest.raises(ValidationError) as caught:
        Draft.model_validate({"name": "shop", "servers": {"core": {"port": 20001}}, **document.plain()})
    return [f"{'.'.join(map(str, p.path))}: {p.message}" for p in words.problems(caught.value, document)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nginx: {port: 1}", "nginx.port: must be a whole number from 1024 to 65535, not 1"),
        ("nginx: {worker_processes: aut}", "must be a whole number from 1 to 256 or auto, not aut; did you mean auto?"),
        ("nginx: {worker_processes: 0}", "must be a whole number from 1 to 256 or auto, not 0"),
        ("restart: {policy: sometimes}", "must be on-failure, always or never, not sometimes"),
        ("restart: {policy: on_failure}", "did you mean on-failure?"),
        ("restart: {within_s: 0}", "must be a number of seconds above 0 and at most 600, not 0"),
        ('restart: {within_s: "5"}', 'not "5"; write 5 without quotes'),
        (
            'servers: {a: {port: 20001, factory: "true"}}',
            'must be true or false, not "true"; write true without quotes',
        ),
        ("servers: {a: {port: 20001, factory: 1}}", "must be true or false, not 1"),
        ("servers: {a: {port: 20001, reload: [a]}}", "must be true, false or a map with the keys dirs, include"),
        ("servers: {a: {port: 20001, env: [a]}}", "servers.a.env: must be a map of names to values, not a list"),
        ("servers: [a]", "servers: must be a map of names to values, not a list"),
        ("logs: 3", "logs: must be a map with the keys max_mb, keep, format, not 3"),
        ("name: 3", "name: must be a name like broker"),
        ("app_dir: /srv/shop", "app_dir: must be a path inside the project, like backend/shop, not /srv/shop"),
        (f"api_base_url: {'/a' * 150}", "api_base_url: is too long; it may have 200 characters"),
        ("websocket: {param: type}", "websocket.param: is not a known key; known here are routing_strategy, query"),
        ("restart: {max_mb: 3}", "restart.max_mb: is not a known key here; it belongs under logs"),
        ("nginx: {allowed_hosts: shop.example}", "not shop.example; write [shop.example]"),
        ("processes: {web: {}}", "processes.web.command: is missing; it must be a command line like npm run dev"),
        ("processes: {web: {command: [npm, run]}}", "must be a command line like npm run dev, not a list"),
        ("servers: {a: {prot: 20001}}", "servers.a.prot: is not a known key; did you mean port?"),
        ("name:", "name: has no value; it must be a name like broker"),
    ],
)
def test_a_message_says_what_the_value_must_be_and_what_it_is(text: str, expected: str):
    messages = said(text)

    assert len(messages) == 1
    assert expected in messages[0]


def test_a_key_without_a_value_is_one_that_was_forgotten():
    """Where None is a value to the model, like app, an empty `app:` would silently mean the default."""
    document, _ = read(b"app:\nservers: {a: {port: 20001, health: ~}}\n", "deploy.yaml")
    assert document is not None

    assert [str(problem) for problem in words.empty(document)] == [
        "deploy.yaml:1:5: app: has no value; it must be an import string like shop.main:app",
        "deploy.yaml:2:36: servers.a.health: has no value; it must be a path like / or /shop/",
    ]


def test_every_key_can_be_spoken_of():
    """`expected` works for every place of the schema: no field has a kind of value it has no words for."""

    def paths(schema: words.Json, path: words.Path) -> list[words.Path]:
        below = [(*path, key) for key in words._properties(schema)]
        return [path, *(deeper for child in below for deeper in paths(words.at(child), child))]

    everywhere = [*paths(words.at(()), ()), *paths(words.at(("servers", "a")), ("servers", "a"))]
    everywhere += paths(words.at(("processes", "a")), ("processes", "a"))

    assert len(everywhere) > 60
    for path in everywhere:
        assert "a text" not in words.expected(words.at(path)), path
