"""`python -m trading_api.shared.store.migrate`: take the store of STORE_URL to this release's version, or only tell."""

import argparse
import asyncio
import sys

from trading_api.settings import Settings, SettingsError
from trading_api.shared.store import versions
from trading_api.shared.store.database import Store, StoreUnavailable


def main() -> None:
    """Exit 0 when the version is this release's, 1 when `--show` finds another one, 2 when that cannot be told or changed."""
    parser = argparse.ArgumentParser(prog="python -m trading_api.shared.store.migrate", description=__doc__)
    parser.add_argument("--show", action="store_true", help="change nothing")
    parser.add_argument("--url", help="instead of STORE_URL")
    options = parser.parse_args()
    try:
        url = options.url or Settings.from_environment().store_url
        sys.exit(asyncio.run(_run(url, show=options.show)))
    except (SettingsError, StoreUnavailable) as error:
        print(f"trading_api: {error}", file=sys.stderr)  # noqa: T201 - a command's answer
        sys.exit(2)


async def _run(url: str, *, show: bool) -> int:
    store = Store(url)
    try:
        before = await store.version()
        if not show:
            await store.open()
        after = await store.version()
    finally:
        await store.close()
    known = versions.latest()
    changed = "" if before == after else f", before {before or 'none'}"
    place = store.url.render_as_string(hide_password=True)
    print(f"{place}: version {after or 'none'}{changed}; this release has {known}")  # noqa: T201 - a command's answer
    return 0 if after == known else 1


if __name__ == "__main__":
    main()
