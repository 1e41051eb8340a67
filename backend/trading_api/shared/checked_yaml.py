"""A YAML file of the user's as a checked model; every fault in it is told with the file, the place and what to do."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

TModel = TypeVar("TModel", bound=BaseModel)


def load(model: type[TModel], path: Path, mistake: Callable[[str], Exception], *, remedy: str, see: str) -> TModel:
    """Read and check `path`; an empty file is all defaults.

    `mistake` makes what is raised; `remedy` is what to do about a file that cannot be read, `see` where its keys are told.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise mistake(f"{path}: {error.strerror}; {remedy}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise mistake(f"{path}: this is not YAML; mend it there: {error}") from None
    try:
        return model.model_validate({} if content is None else content)
    except ValidationError as error:
        raise mistake("\n".join(_complaint(path, dict(issue), see) for issue in error.errors())) from None


def _complaint(path: Path, issue: Mapping[str, object], see: str) -> str:
    place = issue["loc"]
    names = [str(part) for part in place if part != "[key]"] if isinstance(place, tuple) else [str(place)]
    where = ".".join(names) or "the file"
    if issue["type"] == "extra_forbidden":
        return f"{path}: {where}: there is no such key; take it out, or see {see} for those there are"
    return f"{path}: {where}: {issue['msg']}, not {issue['input']!r}; correct it there"
