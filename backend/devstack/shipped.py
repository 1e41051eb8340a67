"""Where the templates stand that come with the package. Known without what renders them, which takes long to load."""

from pathlib import Path


def templates() -> Path:
    """Inside the wheel, or at the root of an editable checkout."""
    package = Path(__file__).parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parents[1]
