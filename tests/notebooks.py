"""A browser, and JupyterLab and marimo serving one notebook each on this machine alone."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-color-profile=srgb"),
    *("--font-render-hinting=none", "--disable-lcd-text"),
)
LAUNCH_PATIENCE = 120_000
PATIENCE = 30_000
"""Milliseconds that a page may take on a busy machine."""


@contextmanager
def jupyter(folder: Path, cells: Sequence[str], theme: str = "light") -> Iterator[str]:
    """JupyterLab with a notebook of these cells; gives the address of the notebook alone."""
    notebook = {
        "cells": [
            {"cell_type": "code", "id": f"cell-{number}", "metadata": {}, "source": source, "outputs": []}
            | {"execution_count": None}
            for number, source in enumerate(cells)
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / "case.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    settings = folder / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    chosen = {"theme": "JupyterLab Dark" if theme == "dark" else "JupyterLab Light"}
    (settings / "themes.jupyterlab-settings").write_text(json.dumps(chosen), encoding="utf-8")
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet), encoding="utf-8")
    port = _free_port()
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--ip=127.0.0.1", "--allow-root"),
        *("--IdentityProvider.token=", "--ServerApp.password=", "--expose-app-in-browser"),
        *("--LabApp.extension_manager=readonly", "--LabApp.news_url=", f"--ServerApp.root_dir={folder}"),
    ]
    places = {
        name: str(folder / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    }
    places |= {"JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"), "IPYTHONDIR": str(folder / "ipython")}
    with _served(command, folder, f"http://127.0.0.1:{port}/api", places):
        yield f"http://127.0.0.1:{port}/doc/tree/case.ipynb"


@contextmanager
def marimo(folder: Path, cells: Sequence[str], theme: str = "light") -> Iterator[str]:
    """Marimo editing a notebook of these cells; gives its address."""
    lines = ["import marimo", "app = marimo.App()"]
    for cell in cells:
        lines += ["", "@app.cell", "def _():", *(f"    {line}" for line in cell.splitlines()), "    return"]
    (folder / "case.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / ".marimo.toml").write_text(
        f'[display]\ntheme = "{theme}"\n[runtime]\nauto_instantiate = true\n[package_management]\nmanager = "pip"\n',
        encoding="utf-8",
    )
    port = _free_port()
    command = [
        *(sys.executable, "-m", "marimo", "-q", "edit", "case.py", "--headless", "--no-token", "--skip-update-check"),
        *("--host", "127.0.0.1", "--port", str(port)),
    ]
    with _served(command, folder, f"http://127.0.0.1:{port}/health", {}):
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def _served(command: list[str], folder: Path, health: str, places: dict[str, str]) -> Iterator[None]:
    environment = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "NO_PROXY": "127.0.0.1"} | places
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(health, server, folder / "server.log")
            yield
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(PATIENCE // 100):
        if server.poll() is not None:
            break
        try:
            with opener.open(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(log.read_text(encoding="utf-8", errors="replace")[-4000:])


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def run_all(page: Any) -> None:
    """Run every cell of a notebook in JupyterLab."""
    page.wait_for_function("window.jupyterapp && document.querySelector('.jp-Notebook .jp-Cell')", timeout=PATIENCE)
    page.wait_for_function(
        "() => { const panel = window.jupyterapp.shell.currentWidget;"
        " return panel && panel.sessionContext && panel.sessionContext.session"
        " && panel.sessionContext.session.kernel; }",
        timeout=PATIENCE,
    )
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
