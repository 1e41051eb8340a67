"""Lines put into a deploy.yaml by hand-like edits: whatever stood there stays as it was."""

import pytest
import yaml

from devstack.errors import InputError
from devstack.scaffold import deployed

BLOCK = """\
# ports above 8000
servers:
  core: {port: 8001}   # always
  broker:
    port: 8011
    modules: [core, broker]
    env:
      A: "1"  # last

# what else there is
nginx: {port: 8000}
"""
FLOW = "nginx: {port: 8000}\nservers: {core: {port: 8001}}\nwebsocket_routes: {broker: broker}  # ours\n"


def test_a_block_gets_a_line_at_its_end_and_keeps_its_comments():
    """A file that was written by hand must look so afterwards."""
    text = deployed(BLOCK, "news-feed", [8000, 8001, 8012], routed=False)

    line = "  news-feed: {port: 8021, modules: [core, news-feed], reload: true}\n"
    assert text == BLOCK.replace('      A: "1"  # last\n', '      A: "1"  # last\n' + line)


def test_a_flow_mapping_gets_an_entry_before_its_brace():
    """In the style the section is written in."""
    text = deployed(FLOW, "news", [8000, 8001], routed=True)

    assert yaml.safe_load(text) == {
        "nginx": {"port": 8000},
        "servers": {"core": {"port": 8001}, "news": {"port": 8011, "modules": ["core", "news"], "reload": True}},
        "websocket_routes": {"broker": "broker", "news": "news"},
    }
    assert text.endswith("{broker: broker, news: news}  # ours\n")


def test_a_file_that_ends_without_a_newline_gets_one():
    """Otherwise the new line would be part of the last one."""
    text = deployed("servers:\n  core: {port: 8001}", "news", [8001], routed=False)

    assert yaml.safe_load(text)["servers"].keys() == {"core", "news"}


def test_line_ends_stay_as_they_are():
    """A checkout under Windows has its own."""
    text = deployed(BLOCK.replace("\n", "\r\n"), "news-feed", [8012], routed=False)

    assert text == deployed(BLOCK, "news-feed", [8012], routed=False).replace("\n", "\r\n")


@pytest.mark.parametrize("text", ["nginx: {port: 8000}\n", "servers:\n", "servers: [a]\n", "[]\n"])
def test_a_file_without_such_a_section_is_left_to_its_author(text):
    """Guessing where something belongs would spoil somebody's file."""
    with pytest.raises(InputError, match=r"deploy\.yaml has no servers to add to; .*--no-deploy"):
        deployed(text, "news", [8001], routed=False)


def test_there_may_be_no_port_left():
    """Said, instead of a port that no machine has."""
    with pytest.raises(InputError, match="no port left"):
        deployed(FLOW, "news", [65530], routed=False)
