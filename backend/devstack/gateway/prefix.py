"""The folder nginx lives in: temporary files, logs, documentation pages, and what only some versions of nginx know."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devstack.errors import DevstackError
from devstack.gateway.binary import numbers

PREFIX = Path(".devstack/nginx")
"""Where the gateway lives below the root: its pid, logs, temporary files and documentation pages."""

FOLDERS = ("logs", "temp", "http.d", "docs/assets")

ASSETS = ("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png")

DOCS_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API documentation</title>
<link rel="icon" type="image/png" href="docs/assets/favicon-32x32.png">
<link rel="stylesheet" href="docs/assets/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/assets/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null
});
</script>
</body>
</html>
"""
"""All addresses are relative to the page, so it fits every api_base_url and works offline."""

# Since 1.27.4 a worker that is told to leave keeps idle connections for this long, so that a reload loses no request
# sent at that moment. Longer would hold up every stop by as much.
KEEPALIVE_SINCE = (1, 27, 4)
KEEPALIVE = "keepalive_min_timeout 500ms;\n"


@dataclass(frozen=True, slots=True)
class Prefix:
    """The gateway's folder, an absolute path."""

    path: Path

    def make(self, version: str, documents: bool = True) -> None:
        """Create what is missing. A folder that belongs to somebody else is an error that says to remove it."""
        try:
            for folder in FOLDERS:
                (self.path / folder).mkdir(parents=True, exist_ok=True)
            _put(self.path / "http.d" / "keepalive.conf", KEEPALIVE if numbers(version) >= KEEPALIVE_SINCE else "")
            if documents:
                self._place_documents()
        except OSError as error:
            raise DevstackError(f"cannot use {self.path}: {error}; remove that folder and start again") from error

    def _place_documents(self) -> None:
        """Links, not copies: two megabytes less to write at a start, and an upgrade of the package shows at once."""
        _put(self.path / "docs" / "index.html", DOCS_PAGE)
        for name, file in _assets().items():
            link = self.path / "docs" / "assets" / name
            if not link.is_symlink() or link.readlink() != file:
                link.unlink(missing_ok=True)
                link.symlink_to(file)


def _put(file: Path, text: str) -> None:
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")


def _assets() -> Mapping[str, Path]:
    """Swagger UI's files, located without importing their package, which would import fastapi."""
    spec = importlib.util.find_spec("fastapi_swagger")
    if spec is None or spec.origin is None:
        raise DevstackError("the fastapi-swagger package is missing; install devstack again with its dependencies")
    resources = Path(spec.origin).parent / "resources"
    return {name: resources / name for name in ASSETS}
