"""One headless Chromium for all tests in a browser; without it they are skipped aloud, and in CI they fail."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from notebooks import ARGUMENTS, CHROMIUM, LAUNCH_PATIENCE


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser with a fresh profile."""
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is not installed; on Debian: apt install chromium fonts-noto-cjk"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=list(ARGUMENTS), timeout=LAUNCH_PATIENCE
        )
        yield browser
        browser.close()
