"""The TypeScript package under the compiler: strict, and with lines that must not compile."""

import json
import re
from pathlib import Path

import pytest
from support.node import REPOSITORY, Package

METHODS = {"get", "put", "post", "delete", "patch", "head", "options", "trace"}
USE = """\
import { Client, type PlacedOrder, type Bar, type Update, type ProblemDetails, ApiError } from "trading-client";

const client = new Client({ baseUrl: "http://localhost:8000", headers: { "X-Account": "A" } });
const order: PlacedOrder = await client.broker.getOrder({ params: { path: { order_id: "1" } } });
const money: string = order.qty;
const price: string | null = order.limitPrice;
const placed = await client.broker.placeOrder({
  body: { symbol: "AAPL", type: 1, side: -1, qty: "1.10" },
  params: { header: { "Idempotency-Key": "mine" } },
});
const id: string = placed.orderId;
const bars: Bar[] = (await client.datafeed.getBars({ params: { query: { symbol: "AAPL", resolution: "1D" } } })).bars;
for await (const update of await client.datafeed.ws.bars({ symbol: "AAPL", resolution: "1" })) {
  const close: number = update.payload.close;
  // @ts-expect-error a bar has no such field
  update.payload.klose;
  console.log(close);
}
for await (const update of await client.broker.ws.orders({ resume: { epoch: "e", seq: 1 } })) {
  const typed: Update<PlacedOrder> = update;
  console.log(typed.payload.status);
}
for (const quote of await client.datafeed.postQuotes({ body: { symbols: ["AAPL"] } })) {
  if (quote.s === "ok") console.log(quote.v.lp);
  // @ts-expect-error what is no quote has no price
  if (quote.s === "error") console.log(quote.v.lp);
}
const watch = await client.datafeed.ws.quotes();
await watch.unsubscribe();
try {
  await client.broker.getOrders();
} catch (error) {
  if (error instanceof ApiError) {
    const problem: ProblemDetails | undefined = error.problem;
    console.log(problem?.code, error.status);
  }
}

// @ts-expect-error an order needs its path parameter
await client.broker.getOrder();
// @ts-expect-error money is a string
await client.broker.placeOrder({ body: { symbol: "AAPL", type: 1, side: 1, qty: 1.1 } });
// @ts-expect-error there is no such side
await client.broker.placeOrder({ body: { symbol: "AAPL", type: 1, side: 2, qty: "1" } });
// @ts-expect-error an order needs a quantity
await client.broker.placeOrder({ body: { symbol: "AAPL", type: 1, side: 1 } });
// @ts-expect-error there is no such query parameter
await client.datafeed.getBars({ params: { query: { symbol: "AAPL", resolution: "1", interval: "1" } } });
// @ts-expect-error bars need a resolution
await client.datafeed.ws.bars({ symbol: "AAPL" });
// @ts-expect-error there is no such topic
await client.datafeed.ws.trades({ symbol: "AAPL" });
// @ts-expect-error what to resume is an option of its own
await client.datafeed.ws.bars({ symbol: "AAPL", resolution: "1", resume: { epoch: "e", seq: 1 } });
// @ts-expect-error there is no such path
await client.http.GET("/api/v1/broker/order");
const first: Bar | undefined = bars[0];
// @ts-expect-error a list may be empty
const surely: Bar = bars[0];
console.log(money, price, id, first, surely);
export const optional: PlacedOrder | undefined = undefined;
"""
CONFIG = {
    "compilerOptions": {
        "target": "ES2022",
        "lib": ["ES2022", "DOM", "DOM.Iterable"],
        "module": "NodeNext",
        "types": [],
        "noEmit": True,
        "strict": True,
        "exactOptionalPropertyTypes": True,
        "noUncheckedIndexedAccess": True,
    },
    "files": ["use.ts"],
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The generated package, compiled: its own tsconfig is as strict as its users'."""
    return Package(tmp_path_factory.mktemp("typescript")).build()


def compiled(package: Package, use: str, **options: object) -> list[str]:
    """The compiler's complaints about a user's file."""
    (package.root / "use.ts").write_text(use)
    config = {**CONFIG, "compilerOptions": {**CONFIG["compilerOptions"], **options}}
    (package.root / "tsconfig.json").write_text(json.dumps(config))
    return package.tsc("-p", ".").stdout.splitlines()


def test_a_strict_project_uses_the_client_without_an_error(package):
    """Every line that must not compile does not, and every other does."""
    assert compiled(package, USE) == []


def test_the_lines_that_must_not_compile_are_what_keeps_it_honest(package):
    """Without its remarks the file has an error for each of them: the compiler looks at what we think it does."""
    bare = re.sub(r" *// @ts-expect-error.*\n", "", USE)

    errors = [line for line in compiled(package, bare) if ": error TS" in line]

    assert len(errors) == USE.count("@ts-expect-error")


def test_a_project_for_bundlers_finds_the_types_too(package):
    """Vite and its like resolve modules by other rules."""
    assert compiled(package, USE, module="ESNext", moduleResolution="bundler") == []


def test_the_example_of_the_readme_compiles(package):
    """What people copy first."""
    (sample,) = re.findall(r"```ts\n(.*?)```", (package.home / "README.md").read_text(), re.DOTALL)

    assert "client.broker.ws." in sample
    assert compiled(package, sample) == []


def test_the_examples_of_the_guide_compile(package):
    """All of them, one after the other, as a reader would."""
    text = (REPOSITORY / "docs/typescript-client.md").read_text()
    first, second = re.findall(r"```ts\n(.*?)```", text, re.DOTALL)

    assert compiled(package, first + second) == []


def test_no_operation_of_the_specification_is_lost():
    """Counted on both sides, by path and by method."""
    spec = json.loads((REPOSITORY / "generated/specs/openapi.json").read_text())
    wanted = {(method.upper(), path) for path, item in spec["paths"].items() for method in item if method in METHODS}
    folder = REPOSITORY / "generated/typescript/src"
    calls = "".join(file.read_text() for file in sorted((folder / "modules").glob("*.ts")))
    types = (folder / "schema.ts").read_text()

    called = re.findall(r'this\.#http\.([A-Z]+)\("([^"]+)", (?:init|\{ \.\.\.init,)', calls)

    assert len(called) == len(set(called)) == len(wanted)
    assert set(called) == wanted
    assert set(re.findall(r'^    "(/[^"]+)": \{$', types, re.MULTILINE)) == set(spec["paths"])
    assert len(re.findall(r'^        [a-z]+: operations\["\w+"\];$', types, re.MULTILINE)) == len(wanted)


def test_no_schema_and_no_topic_is_lost():
    """Those of messages included."""
    read = {
        name: json.loads((REPOSITORY / f"generated/specs/{name}.json").read_text()) for name in ("openapi", "asyncapi")
    }
    folder = REPOSITORY / "generated/typescript/src"
    types = (folder / "schema.ts").read_text()
    calls = "".join(file.read_text() for file in sorted((folder / "modules").glob("*.ts")))
    said = [m for channel in read["asyncapi"]["channels"].values() for m in channel["messages"].values()]
    updates = {m["name"].removesuffix(".update"): m["x-delivery"] for m in said if m["name"].endswith(".update")}

    named = set(re.findall(r"^export type (\w+) = components", types, re.MULTILINE))

    assert set(read["openapi"]["components"]["schemas"]) <= named
    assert dict(re.findall(r'name: "([^"]+)", delivery: "(\w+)"', calls)) == updates


def test_nothing_of_this_machine_stands_in_the_package():
    """It is committed, and made elsewhere."""
    for file in sorted(Path(REPOSITORY / "generated/typescript").rglob("*")):
        if file.is_file() and {"node_modules", "dist"}.isdisjoint(file.parts):
            text = file.read_text(encoding="utf-8")
            assert str(REPOSITORY) not in text, file
            assert not re.search(r"20\d\d-\d\d-\d\d", text), file
