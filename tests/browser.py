"""A real browser for tests: the Chromium of this machine, each page in a context of its own, and no way out.

A test asks for the fixture ``page`` (a desktop) or ``open_page`` (any width, scheme, without JavaScript).  At its
end no page may have asked another host for anything, nor have been stopped by the Content-Security-Policy.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HEIGHT = 900
SECONDS = 20
OPTIONS = (
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    # No name of a host is found but that of this machine, whatever asks for one.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

Scheme = Literal["light", "dark"]


def executable() -> str | None:
    """The Chromium that CHROMIUM names in the environment, else the first on the path; None where there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser without a window; the test is skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: make dev")
    path = executable()
    if path is None:
        pytest.skip("there is no Chromium: install it (Debian: apt-get install chromium), or name it by CHROMIUM")
    playwright.expect.set_options(timeout=SECONDS * 1000)
    with playwright.sync_playwright() as driver:
        # Chromium's sandbox does not run as root.
        browser = driver.chromium.launch(executable_path=path, args=[*OPTIONS], chromium_sandbox=os.geteuid() != 0)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Pages:
    """Opens pages of one server; ``close`` fails where one of them reached out or broke the policy."""

    browser: Browser
    address: str
    faults: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(self, path: str = "", *, width: int = 1280, scheme: Scheme = "light", **options: Any) -> Page:
        """A page of a fresh context, at a path of the server where one is given.

        ``options`` are those of Playwright's ``Browser.new_context``: ``java_script_enabled=False``,
        ``reduced_motion="reduce"``, ``forced_colors="active"``, ``bypass_csp=True``.
        """
        context = self.browser.new_context(
            base_url=self.address, viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, **options
        )
        self._contexts.append(context)
        context.set_default_timeout(SECONDS * 1000)
        context.on("request", lambda request: self._watch(request.url))
        context.on("console", lambda message: self._listen(message.text))
        context.on("weberror", lambda error: self.faults.append(f"a script failed: {error.error}"))
        page = context.new_page()
        if path:
            page.goto(path)
        return page

    def close(self) -> None:
        """Close what was opened, and say what went wrong in it."""
        for context in self._contexts:
            context.close()
        assert not self.faults

    def _watch(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self.address).netloc:
            self.faults.append(f"a page asks for {url}")

    def _listen(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.faults.append(text)


def axe(page: Page, root: Path) -> list[str]:
    """What axe-core finds wrong with a page: a line a violation, with its rule, where it is and why.

    The page is opened with ``bypass_csp=True``, as axe comes in by a script that is not the page's own.
    """
    script = root / "tests" / "clients" / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip("axe-core is not installed: make clients")
    page.add_script_tag(path=script)
    # What repeats is judged by its first fifty: the rest of a long page is the same again, and takes as long again.
    page.evaluate(
        "document.querySelectorAll('article, tr, li').forEach(each => {"
        " if ([...each.parentElement.children].indexOf(each) >= 50) each.remove() })"
    )
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {node['target']}: {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """What makes a page wider than its window: the elements that stick out, the outermost ones alone."""
    return list(
        page.evaluate(
            """() => {
                const root = document.documentElement, width = root.clientWidth;
                if (root.scrollWidth <= width) return [];
                const out = element => element.getBoundingClientRect().right > width + 0.5;
                return [...document.querySelectorAll("body *")]
                    .filter(each => out(each) && !out(each.parentElement))
                    .map(each => each.outerHTML.slice(0, 120))
                    .concat(`the page is ${root.scrollWidth} pixels wide`);
            }"""
        )
    )
