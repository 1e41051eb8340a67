"""The base of all models: exact about what was set, silent about fields that a newer server adds."""

from typing import Any, Literal, get_origin

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """What a request holds is what was set on it. Words that tell models apart are always sent."""

    model_config = ConfigDict(use_attribute_docstrings=True, populate_by_name=True)

    def model_post_init(self, context: Any, /) -> None:
        """A field of one possible word counts as set: requests leave out what was not."""
        for name, field in type(self).model_fields.items():
            if get_origin(field.annotation) is Literal and getattr(self, name) is not None:
                self.__pydantic_fields_set__.add(name)
