"""One difference between two contracts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """`where` is the operation or message and the way into it, `place` the `file:line` of its model or function.

    `words` are the names by which a client's code would use it, `uses` where such code stands in this repository.
    """

    breaks: bool
    where: str
    what: str
    place: str = ""
    words: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()

    def __str__(self) -> str:
        head = f"{'breaking' if self.breaks else 'safe'}: {self.where}: {self.what}"
        place = f" ({self.place})" if self.place else ""
        return head + place + "".join(f"\n    used at {use}" for use in self.uses)
