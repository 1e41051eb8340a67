"""What dataclasses compile is compiled once, and is no different for it."""

import re
from collections.abc import Callable
from pathlib import Path

from support.interpreter import said
from support.served import Served

CLASS = """\
from dataclasses import dataclass

@dataclass(frozen=True, order=True, slots=True)
class Order:
    symbol: str
    quantity: int = 1
"""
TWICE = f"""\
from devstack.serve import compiled
{{before}}
compiled.install(lambda file: True)
{CLASS}
told = compiled.remove()
compiled.add(told)
compiled.install(lambda file: True)
{CLASS}
print(bool(told), compiled.remove())
"""
FULL = f"""\
from devstack.serve import compiled
compiled.MANY = {{many}}
for _ in range(3):
    compiled.install(lambda file: True)
    exec({CLASS!r})
    print(len(compiled.remove()), end=" ")
    compiled.add([f"another = {{{{n}}}}" for n in range(15)])
"""
FAILING = f"""\
from devstack.serve import compiled
import traceback
if {{install}}:
    compiled.install(lambda file: True)
{CLASS}
for wrong in (Order, lambda: setattr(Order("A"), "symbol", "B"), lambda: Order("A") < Order(3)):
    try:
        wrong()
    except Exception as error:
        print("".join(traceback.format_exception(error)), error.args)
print(Order("A"), Order("A") == Order("A", 1), hash(Order("A")) == hash(Order("A")), Order.__init__.__code__.co_filename)
print(Order.__init__.__annotations__, Order.__init__.__qualname__, Order.__init__.__module__)
"""


def test_a_text_is_compiled_once(tmp_path: Path) -> None:
    """It fails as well where dataclasses begin to work in another way: nothing is told then, and each load takes longer."""
    assert said(tmp_path, TWICE.format(before="")) == "True []"


def test_what_is_compiled_beforehand_behaves_as_ever(tmp_path: Path) -> None:
    """Its errors, its tracebacks, its annotations and its names."""
    plain, ours = (said(tmp_path, FAILING.format(install=install)) for install in (False, True))

    assert ours == plain
    assert re.search(r'File "<string>", line \d+, in __setattr__', ours)


def test_what_is_kept_is_bounded(tmp_path: Path) -> None:
    """Texts of classes that an edit has changed are never needed again; all are forgotten then, and told anew."""
    many, *none = said(tmp_path, FULL.format(many=100)).split()  # from Python 3.13 on one text holds a whole class

    assert none == ["0", "0"]
    assert said(tmp_path, FULL.format(many=int(many) + 14)) == f"{many} {many} 0"
    assert said(tmp_path, FULL.format(many=0)) == "0 0 0"


def test_a_class_that_was_edited_is_the_edited_one(serve: Callable[..., Served]) -> None:
    """From the second load on most of its functions come ready from the reloader."""
    text = f"{CLASS}\nVERSION = f'{{Order(1)!r}}'.replace(' ', '')\n"
    served = serve(files={"version": text})
    served.until("Order(symbol=1,quantity=1)")

    served.write("version", text.replace("= 1", "= 2"))
    served.until("Order(symbol=1,quantity=2)")
    served.write("version", text.replace("quantity", "amount"))
    served.until("Order(symbol=1,amount=1)")
