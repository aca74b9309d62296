"""Pictures of pages for the README and the documentation: ``python -m benchmarks.screenshots ADDRESS``.

The address is that of a running server; the browser is the one that the tests use.  Each picture is what a window
of its size shows, as PNG, and no larger than ``MOST``.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from playwright.sync_api import sync_playwright
from tests.browser import OPTIONS, Scheme, executable

from lotgraph.web.questions import questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser

OUT = Path(__file__).resolve().parent.parent / "docs" / "images"
MOST = 150_000
"""Bytes of a picture."""

OCCUPATION = "/doc/occupation/23112013"


@dataclass(frozen=True)
class Shot:
    """A picture: the name of its file, the path of its page, the window; ``ready`` is what is waited for."""

    name: str
    path: str
    width: int = 1280
    height: int = 800
    scheme: Scheme = "light"
    ready: str = "main"


SHOTS = (
    Shot("start", "/"),
    Shot("occupation", OCCUPATION),
    Shot("occupation-phone", OCCUPATION, width=390, height=844, scheme="dark"),
    Shot("search", "/search?q=data+scientist", height=660),
    Shot("compare", "/compare?a=15-2051&b=15-1252"),
    Shot("query", f"/sparql?query={quote(questions()[9].text)}", ready=".CodeMirror-code"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the pictures; 1 where a page is not there or its picture is too large."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screenshots", description=__doc__)
    parser.add_argument("address", help="of the server, such as http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=OUT, metavar="DIR", help="default: docs/images")
    options = parser.parse_args(arguments)
    path = executable()
    if path is None:
        parser.error("there is no Chromium: install it, or name it by CHROMIUM")
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(OPTIONS))
        problems = [take(browser, shot, options.address.rstrip("/"), options.out) for shot in SHOTS]
        browser.close()
    for problem in filter(None, problems):
        print(problem, file=sys.stderr)
    return int(any(problems))


def take(browser: Browser, shot: Shot, address: str, out: Path) -> str:
    """Make one picture; what is wrong with it, empty where nothing is."""
    context = browser.new_context(viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme)
    page = context.new_page()
    answer = page.goto(address + shot.path)
    if answer is None or not answer.ok:
        context.close()
        return f"{shot.name}: {shot.path} is not there ({answer.status if answer else 'no answer'})"
    page.locator(shot.ready).first.wait_for()
    file = out / f"{shot.name}.png"
    size = len(page.screenshot(path=file, animations="disabled", scale="css"))
    context.close()
    print(f"{file.name}: {size:,} bytes")
    return f"{shot.name}: {size:,} bytes are more than {MOST:,}" if size > MOST else ""


if __name__ == "__main__":
    sys.exit(main())
