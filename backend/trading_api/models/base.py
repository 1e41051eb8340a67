"""What every model of this API derives from."""

import warnings

from pydantic import BaseModel, ConfigDict
from pydantic.warnings import UnsupportedFieldAttributeWarning

# FastAPI silences this while it builds the validator of a parameter; one that is built later is built where it does not.
warnings.filterwarnings("ignore", category=UnsupportedFieldAttributeWarning)


class Model(BaseModel):
    """One whose validator is built when it is first used, not when its module is imported.

    Most models only ever stand inside others, which check them as part of themselves: to build a validator for each was a
    fifth of the time in which the application loads, and so of each reload.
    """

    model_config = ConfigDict(defer_build=True)
