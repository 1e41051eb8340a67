"""Broken deploy.yaml files and exactly what is said about each. Any door may be tried with them: load, the command, an editor."""

from dataclasses import dataclass

FILES = {
    "backend/shop/__init__.py": "",
    "backend/shop/main.py": "app = object()\n",
    "backend/shop/modules/core/__init__.py": "",
    "backend/shop/modules/broker/__init__.py": "",
    "backend/shop/modules/feed/__init__.py": "",
}
"""The project they stand in: a modular application that convention finds."""


@dataclass(frozen=True, slots=True)
class Case:
    """A file and the whole message about it, line by line."""

    name: str
    text: str | bytes
    expected: tuple[str, ...]


CASES = [
    Case(
        "empty file",
        "",
        ("deploy.yaml:1:1: is empty; it needs at least servers:, as `devstack init` writes them",),
    ),
    Case(
        "only comments",
        "# nothing yet\n",
        ("deploy.yaml:1:1: is empty; it needs at least servers:, as `devstack init` writes them",),
    ),
    Case(
        "not a map",
        ("- servers\n- nginx\n"),
        ("deploy.yaml:1:1: must be a map of keys and values, like servers: {…}",),
    ),
    Case(
        "just a word",
        "servers\n",
        ("deploy.yaml:1:1: must be a map of keys and values, like servers: {…}",),
    ),
    Case(
        "two documents",
        ("servers: {core: {port: 20001}}\n---\nservers: {core: {port: 20002}}\n"),
        ("deploy.yaml:2:1: a second document starts here; a deployment file has one",),
    ),
    Case(
        "duplicate key",
        ("servers:\n  core: {port: 20001, reload: true, port: 20002}\n"),
        ("deploy.yaml:2:37: servers.core.port: is written twice, first on line 2; keep one of the two",),
    ),
    Case(
        "duplicate server",
        ("servers:\n  core: {port: 20001}\n  broker: {port: 20011}\n  core: {port: 20021}\n"),
        ("deploy.yaml:4:3: servers.core: is written twice, first on line 2; keep one of the two",),
    ),
    Case(
        "anchor and alias",
        ("servers:\n  core: &base {port: 20001}\n  broker: *base\n"),
        (
            "deploy.yaml:2:9: servers.core: anchors like &base are not read here; write the value where it is needed",
            "deploy.yaml:3:11: servers.broker: aliases like *base are not read here; write the value out",
        ),
    ),
    Case(
        "merge key",
        ("servers:\n  core: {port: 20001}\n  broker:\n    <<: {port: 20011}\n    modules: [broker]\n"),
        ("deploy.yaml:4:5: servers.broker.<<: merge keys (<<) are not read here; write the keys out",),
    ),
    Case(
        "billion laughs",
        ("a: &a [x, x]\nb: &b [*a, *a]\nservers: {core: {port: 20001, modules: *b}}\n"),
        (
            "deploy.yaml:1:4: a: anchors like &a are not read here; write the value where it is needed",
            "deploy.yaml:2:4: b: anchors like &b are not read here; write the value where it is needed",
            "deploy.yaml:2:8: b.0: aliases like *a are not read here; write the value out",
            "deploy.yaml:2:12: b.1: aliases like *a are not read here; write the value out",
            "deploy.yaml:3:40: servers.core.modules: aliases like *b are not read here; write the value out",
        ),
    ),
    Case(
        "custom tag",
        ("servers:\n  core: !!python/object/apply:os.system {port: 20001}\n"),
        (
            "deploy.yaml:2:9: servers.core: tags like !!python/object/apply:os.system are not read here; write "
            "the value without",
        ),
    ),
    Case(
        "tab for indent",
        ("servers:\n\tcore: {port: 20001}\n"),
        ("deploy.yaml:2:1: a tab stands where YAML wants spaces; use spaces",),
    ),
    Case(
        "unclosed bracket",
        ("servers:\n  core: {port: 20001, modules: [core}\n"),
        (
            "deploy.yaml:2:37: a list or map cannot go on like this; close it, or put text with { } [ ] , or : "
            "in quotes",
        ),
    ),
    Case(
        "unclosed quote",
        ('name: "shop\nservers: {core: {port: 20001}}\n'),
        ("deploy.yaml:1:7: the quote that opens here is never closed; close it",),
    ),
    Case(
        "bad indent",
        ("servers:\n  core: {port: 20001}\n broker: {port: 20011}\n"),
        ("deploy.yaml:3:2: the indent does not match the lines above; give the keys of one map the same indent",),
    ),
    Case(
        "colon in text",
        ("servers:\n  core: {port: 20001}\nprocesses:\n  web: {command: npm: run}\n"),
        (
            "deploy.yaml:4:21: a list or map cannot go on like this; close it, or put text with { } [ ] , or : "
            "in quotes",
        ),
    ),
    Case(
        "nested too deep",
        "servers: " + "[" * 400 + "\n",
        ("deploy.yaml:1:22: is nested more than 12 levels deep; nothing in a deployment file is",),
    ),
    Case(
        "null byte",
        b"servers: {core: {port: 20001\x00}}\n",
        ("deploy.yaml:1:29: the character U+0000 cannot stand in YAML; delete it",),
    ),
    Case(
        "not utf-8",
        b"servers: {core: {port: 20001}}\nname: caf\xe9\n",
        ("deploy.yaml:2:10: byte 0xe9 is not UTF-8; save the file as UTF-8",),
    ),
    Case(
        "huge file",
        b"servers: {core: {port: 20001}}\n" + b"#" * 200_000,
        ("deploy.yaml:1:1: is longer than 131072 bytes; no deployment file is, so name another",),
    ),
    Case(
        "sexagesimal port",
        ("servers:\n  core: {port: 22:22}\n"),
        (
            "deploy.yaml:2:16: servers.core.port: 22:22 can be read in more than one way; write a plain number, "
            'or "22:22" in quotes for a text',
        ),
    ),
    Case(
        "octal port",
        ("servers:\n  core: {port: 020001}\n"),
        (
            "deploy.yaml:2:16: servers.core.port: 020001 can be read in more than one way; write a plain number, "
            'or "020001" in quotes for a text',
        ),
    ),
    Case(
        "underscored port",
        ("servers:\n  core: {port: 20_001}\n"),
        (
            "deploy.yaml:2:16: servers.core.port: 20_001 can be read in more than one way; write a plain number, "
            'or "20_001" in quotes for a text',
        ),
    ),
    Case(
        "yes for true",
        ("servers:\n  core: {port: 20001, reload: yes}\n"),
        ('deploy.yaml:2:31: servers.core.reload: yes can mean true or a text; write true, or "yes" in quotes',),
    ),
    Case(
        "off for false",
        ("servers:\n  core: {port: 20001, reload: off}\n"),
        ('deploy.yaml:2:31: servers.core.reload: off can mean false or a text; write false, or "off" in quotes',),
    ),
    Case(
        "no as a module",
        ("servers:\n  core: {port: 20001, modules: [no]}\n"),
        ('deploy.yaml:2:33: servers.core.modules.0: no can mean false or a text; write false, or "no" in quotes',),
    ),
    Case(
        "number as a name",
        ("servers:\n  8001: {port: 20001}\n"),
        ("deploy.yaml:2:3: servers.8001: the key 8001 is not a name; put it in quotes if it is one",),
    ),
    Case(
        "quoted port",
        ('servers:\n  core: {port: "20001"}\n'),
        (
            'deploy.yaml:2:16: servers.core.port: must be a whole number from 1024 to 65535, not "20001"; write '
            "20001 without quotes",
        ),
    ),
    Case(
        "decimal port",
        ("servers:\n  core: {port: 20001.0}\n"),
        ("deploy.yaml:2:16: servers.core.port: must be a whole number from 1024 to 65535, not 20001.0; write 20001",),
    ),
    Case(
        "port too low",
        ("servers:\n  core: {port: 80}\n"),
        ("deploy.yaml:2:16: servers.core.port: must be a whole number from 1024 to 65535, not 80",),
    ),
    Case(
        "port too high",
        ("servers:\n  core: {port: 99999}\n"),
        ("deploy.yaml:2:16: servers.core.port: must be a whole number from 1024 to 65535, not 99999",),
    ),
    Case(
        "port missing",
        ("servers:\n  core: {modules: [core]}\n"),
        ("deploy.yaml:2:3: servers.core.port: is missing; it must be a whole number from 1024 to 65535",),
    ),
    Case(
        "port empty",
        ("servers:\n  core: {port: }\n"),
        ("deploy.yaml:2:15: servers.core.port: has no value; it must be a whole number from 1024 to 65535",),
    ),
    Case(
        "no servers",
        "name: shop\n",
        ("deploy.yaml:1:1: servers: is missing; it must be a map of names to values",),
    ),
    Case(
        "empty servers",
        "servers: {}\n",
        ("deploy.yaml:1:10: servers: is empty; it needs at least one entry",),
    ),
    Case(
        "server is a number",
        ("servers:\n  core: 20001\n"),
        (
            "deploy.yaml:2:9: servers.core: must be a map with the keys port, instances, modules, reload, app, "
            "factory, routes, health, env, env_file, grace_s, start_s, restart, limits, not 20001",
        ),
    ),
    Case(
        "capital name",
        ("servers:\n  Core: {port: 20001}\n"),
        (
            "deploy.yaml:2:3: servers.Core: must be a name like broker (a small letter, then small letters, "
            "digits and hyphens, at most 31 in all), not Core",
        ),
    ),
    Case(
        "unknown key",
        ("servers:\n  core: {port: 20001, reoad: true}\n"),
        ("deploy.yaml:2:23: servers.core.reoad: is not a known key; did you mean reload?",),
    ),
    Case(
        "key of another section",
        ("servers: {core: {port: 20001}}\nworker_processes: 2\n"),
        ("deploy.yaml:2:1: worker_processes: is not a known key here; it belongs under nginx",),
    ),
    Case(
        "key of a later version",
        ("servers: {core: {port: 20001}}\nschedule: {at: noon}\n"),
        (
            "deploy.yaml:2:1: schedule: is not a known key; known here are name, api_base_url, app, app_dir, "
            "nginx, servers, websocket, websocket_routes, processes, engines, session, restart, limits, codegen, logs",
        ),
    ),
    Case(
        "unknown log format",
        ("servers: {core: {port: 20001}}\nlogs: {format: jsonl}\n"),
        ("deploy.yaml:2:16: logs.format: must be text or json, not jsonl; did you mean json?",),
    ),
    Case(
        "limits out of range",
        ("servers: {core: {port: 20001, limits: {nofile: 3}}}\nlimits: {memory_mb: 200 MB}\n"),
        (
            "deploy.yaml:1:48: servers.core.limits.nofile: must be a whole number from 64 to 1000000, not 3",
            "deploy.yaml:2:21: limits.memory_mb: must be a whole number from 64 to 1000000, not 200 MB",
        ),
    ),
    Case(
        "modules without brackets",
        ("servers:\n  core: {port: 20001, modules: core}\n"),
        (
            "deploy.yaml:2:32: servers.core.modules: must be a list, each entry a name like broker (a small "
            "letter, then small letters, digits and hyphens, at most 31 in all), not core; write [core]",
        ),
    ),
    Case(
        "unknown strategy",
        ("servers: {core: {port: 20001}}\nwebsocket: {routing_strategy: query-param}\n"),
        (
            "deploy.yaml:2:31: websocket.routing_strategy: must be path or query_param, not query-param; did you "
            "mean query_param?",
        ),
    ),
    Case(
        "base url with a slash",
        ("api_base_url: /api/v1/\nservers: {core: {port: 20001}}\n"),
        (
            "deploy.yaml:1:15: api_base_url: must be a path like /api/v1, in small letters and without a slash "
            "at its end, not /api/v1/",
        ),
    ),
    Case(
        "base url that climbs",
        ("api_base_url: /api/../etc\nservers: {core: {port: 20001}}\n"),
        (
            "deploy.yaml:1:15: api_base_url: must be a path like /api/v1, in small letters and without a slash "
            "at its end, not /api/../etc",
        ),
    ),
    Case(
        "nginx directive in a path",
        ('servers:\n  core: {port: 20001, app: "shop.main:app", routes: ["/; listen 0.0.0.0:20002"]}\n'),
        ('deploy.yaml:2:54: servers.core.routes.0: must be a path like / or /shop/, not "/; listen 0.0.0.0:20002"',),
    ),
    Case(
        "line break in a variable",
        ('servers:\n  core: {port: 20001, env: {GREETING: "a\\nb: touch x"}}\n'),
        ('deploy.yaml:2:39: servers.core.env.GREETING: must be one line of text, not "a\\nb: touch x"',),
    ),
    Case(
        "variable that is a number",
        ("servers:\n  core: {port: 20001, env: {WORKERS: 4}}\n"),
        ('deploy.yaml:2:38: servers.core.env.WORKERS: must be one line of text, not 4; write "4" in quotes',),
    ),
    Case(
        "variable set by us",
        ("servers:\n  core: {port: 20001, env: {ENABLED_MODULES: core, DEVSTACK_INSTANCE: x}}\n"),
        (
            "deploy.yaml:2:46: servers.core.env.ENABLED_MODULES: ENABLED_MODULES is set by devstack; list the "
            "modules under modules: instead",
            "deploy.yaml:2:71: servers.core.env.DEVSTACK_INSTANCE: DEVSTACK_INSTANCE is devstack's own; names "
            "with DEVSTACK_ in front cannot be set",
        ),
    ),
    Case(
        "folder outside",
        ("servers:\n  core: {port: 20001, reload: {dirs: [../other]}}\n"),
        (
            "deploy.yaml:2:39: servers.core.reload.dirs.0: must be a path inside the project, like backend/shop, "
            "not ../other",
        ),
    ),
    Case(
        "folder that is not there",
        ("servers:\n  core: {port: 20001, reload: {dirs: [backend/shopp]}}\n"),
        (
            "deploy.yaml:2:39: servers.core.reload.dirs.0: there is no folder backend/shopp; name folders of "
            "your code, relative to deploy.yaml",
        ),
    ),
    Case(
        "port claimed twice",
        ("servers:\n  core: {port: 20001, instances: 3}\n  broker: {port: 20003}\n"),
        ("deploy.yaml:3:18: servers.broker.port: 20003 is also claimed by core-2; give one of them another port",),
    ),
    Case(
        "port of the gateway",
        ("nginx: {port: 20001}\nservers:\n  core: {port: 20001}\n"),
        ("deploy.yaml:3:16: servers.core.port: 20001 is also claimed by nginx; give one of them another port",),
    ),
    Case(
        "port of a program",
        ("servers:\n  core: {port: 20001}\nprocesses:\n  web: {command: npm run dev, port: 20001}\n"),
        ("deploy.yaml:4:37: processes.web.port: 20001 is also claimed by core-0; give one of them another port",),
    ),
    Case(
        "ports past the last",
        ("servers:\n  core: {port: 65530, instances: 10}\n"),
        ("deploy.yaml:2:34: servers.core.instances: 10 instances from port 65530 on run past 65535; use a lower port",),
    ),
    Case(
        "reserved name",
        ("servers:\n  nginx: {port: 20001}\n"),
        ("deploy.yaml:2:3: servers.nginx: nginx is a name devstack uses itself; choose another",),
    ),
    Case(
        "server and process",
        ("servers:\n  core: {port: 20001}\nprocesses:\n  core: {command: sleep 1}\n"),
        ("deploy.yaml:4:3: processes.core: core is a server as well; rename one of them",),
    ),
    Case(
        "name of an instance",
        ("servers:\n  a: {port: 20001, instances: 2}\nprocesses:\n  a-1: {command: sleep 1}\n"),
        ("deploy.yaml:4:3: processes.a-1: a-1 is also the name of instance 1 of server a; rename one of them",),
    ),
    Case(
        "websocket to nowhere",
        ("servers: {core: {port: 20001}}\nwebsocket_routes: {broker: borker}\n"),
        ("deploy.yaml:2:28: websocket_routes.broker: there is no server borker; there are core",),
    ),
    Case(
        "websocket to a server without it",
        (
            "servers:\n"
            "  core: {port: 20001}\n"
            "  broker: {port: 20011, modules: [broker]}\n"
            "websocket_routes: {broker: core}\n"
        ),
        ("deploy.yaml:4:28: websocket_routes.broker: server core does not run the module broker; route it to broker",),
    ),
    Case(
        "route twice",
        ("servers:\n  one: {port: 20001, routes: [/shop]}\n  two: {port: 20011, routes: [/shop/]}\n"),
        ("deploy.yaml:3:31: servers.two.routes.0: /shop/ is also claimed by one; give one of them another path",),
    ),
    Case(
        "route in the base url",
        ("servers:\n  core: {port: 20001}\n  plain: {port: 20011, routes: [/api/v1/old]}\n"),
        (
            "deploy.yaml:3:33: servers.plain.routes.0: /api/v1/old lies in /api/v1, which belongs to the "
            "modules; use a path outside of it",
        ),
    ),
    Case(
        "modules and routes",
        ("servers:\n  core: {port: 20001, modules: [core], routes: [/]}\n"),
        ("deploy.yaml:2:48: servers.core.routes: a server has modules or routes, not both; take one of the two out",),
    ),
    Case(
        "app without routes",
        ('servers:\n  core: {port: 20001}\n  other: {port: 20011, app: "shop.main:app"}\n'),
        (
            "deploy.yaml:3:29: servers.other.app: an app of its own needs routes: [/] (a plain FastAPI app) or "
            "modules: [core] (one made of modules)",
        ),
    ),
    Case(
        "open without hosts",
        ("nginx: {host: 0.0.0.0}\nservers: {core: {port: 20001}}\n"),
        (
            "deploy.yaml:1:15: nginx.host: 0.0.0.0 is open to other machines; name the hosts to answer for, like "
            "allowed_hosts: [shop.example]",
        ),
    ),
    Case(
        "not an address",
        ("nginx: {host: 1.2.3}\nservers: {core: {port: 20001}}\n"),
        ("deploy.yaml:1:15: nginx.host: must be an IP address, like 127.0.0.1 or 0.0.0.0, not 1.2.3",),
    ),
    Case(
        "store not shared",
        (
            "servers:\n"
            '  core: {port: 20001, instances: 2, env: {STORE_URL: "sqlite+aiosqlite://", BUS_URL: "memory://"}}\n'
        ),
        (
            "deploy.yaml:2:54: servers.core.env.STORE_URL: 'sqlite+aiosqlite://' is each process's own, and 2 "
            "instances must share it; name one they can share, or run one instance",
            "deploy.yaml:2:86: servers.core.env.BUS_URL: 'memory://' is each process's own, and 2 instances must "
            "share it; name one they can share, or run one instance",
        ),
    ),
    Case(
        "quote not closed in a command",
        ('servers: {core: {port: 20001}}\nprocesses:\n  web: {command: "npm run \'dev"}\n'),
        (
            'deploy.yaml:3:18: processes.web.command: "npm run \'dev" cannot be split into words (no closing '
            "quotation); close every quote",
        ),
    ),
    Case(
        "shell in a command",
        ("servers: {core: {port: 20001}}\nprocesses:\n  web:\n    command: cd web && npm run dev\n"),
        (
            "deploy.yaml:4:14: processes.web.command: cd web && npm run dev is run without a shell, so && means "
            "nothing; write sh -c '…' around it",
        ),
    ),
    Case(
        "assignment in a command",
        ("servers: {core: {port: 20001}}\nprocesses:\n  web: {command: DEBUG=1 npm run dev}\n"),
        (
            "deploy.yaml:3:18: processes.web.command: DEBUG=1 npm run dev must start with the program to run; "
            "put its variables under env:",
        ),
    ),
    Case(
        "no port to insert",
        (
            "servers: {core: {port: 20001}}\n"
            "processes:\n"
            '  web: {command: "npm run dev -- --port {port}", route: /, ready: /}\n'
        ),
        (
            "deploy.yaml:3:18: processes.web.command: {port} stands for the program's port, and it has none; add port:",
            "deploy.yaml:3:57: processes.web.route: needs a port to send requests to; add port:",
            "deploy.yaml:3:67: processes.web.ready: needs a port to be asked on; add port:",
        ),
    ),
    Case(
        "braces in a line",
        ("servers: {core: {port: 20001}}\nprocesses:\n  web: {command: npm run dev -- --port {port}, port: 20002}\n"),
        (
            "deploy.yaml:3:40: a list or map cannot go on like this; close it, or put text with { } [ ] , or : "
            "in quotes",
        ),
    ),
    Case(
        "job with a port",
        ("servers: {core: {port: 20001}}\nprocesses:\n  seed: {command: seed, port: 20002, once: true}\n"),
        ("deploy.yaml:3:44: processes.seed.once: a job that runs once listens on no port; take port: or once: out",),
    ),
    Case(
        "unknown module",
        ("servers:\n  core: {port: 20001, modules: [brokr]}\n"),
        (
            "deploy.yaml:2:33: servers.core.modules.0: there is no module brokr in backend/shop/modules; did you "
            "mean broker?",
        ),
    ),
    Case(
        "misspelled app",
        ("app: shop.mian:app\nservers: {core: {port: 20001}}\n"),
        ("deploy.yaml:1:6: app: backend/shop has no module mian; write the one that makes the app",),
    ),
    Case(
        "misspelled package",
        ("app: shopp.main:app\nservers: {core: {port: 20001}}\n"),
        (
            "deploy.yaml:1:6: app: there is no module shopp.main below the project's folder, backend, src; did "
            "you mean shop.main:app?",
        ),
    ),
    Case(
        "misspelled attribute",
        ("app: shop.main:ap\nservers: {core: {port: 20001}}\n"),
        ("deploy.yaml:1:6: app: backend/shop/main.py has no ap; did you mean app?",),
    ),
    Case(
        "app without a colon",
        ("app: shop.main\nservers: {core: {port: 20001}}\n"),
        ("deploy.yaml:1:6: app: must be an import string like shop.main:app, not shop.main",),
    ),
    Case(
        "many at once",
        (
            'nginx: {port: "8000", worker: 2}\n'
            "servers:\n"
            "  core: {port: 20001, instances: 0, modules: [core, 7]}\n"
            "  broker: {port: 20001, modules: [broker, feed], reload: 1}\n"
            "websocket_routes: {broker: core, feed: nobody}\n"
        ),
        (
            'deploy.yaml:1:15: nginx.port: must be a whole number from 1024 to 65535, not "8000"; write 8000 '
            "without quotes",
            "deploy.yaml:1:23: nginx.worker: is not a known key; did you mean worker_processes?",
            "deploy.yaml:3:34: servers.core.instances: must be a whole number from 1 to 64, not 0",
            "deploy.yaml:3:53: servers.core.modules.1: must be a name like broker (a small letter, then small "
            "letters, digits and hyphens, at most 31 in all), not 7",
            "deploy.yaml:4:18: servers.broker.port: 20001 is also claimed by core-0; give one of them another port",
            "deploy.yaml:4:58: servers.broker.reload: must be true, false or a map with the keys dirs, include, "
            "exclude, no_preload, share, poll, not 1",
            "deploy.yaml:5:40: websocket_routes.feed: there is no server nobody; there are core, broker",
        ),
    ),
]
