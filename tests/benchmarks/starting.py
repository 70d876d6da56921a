"""How soon a started assistant answers, and how much memory it holds, against a bare aiohttp server."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.processes import ROOT
from tests.story.house import free_port

PATIENCE = 60.0
RUNS = 3
_BARE = """
import sys
from aiohttp import web
async def well(_request): return web.json_response({"status": "ok"})
app = web.Application()
app.router.add_get("/healthz", well)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
"""


def compare() -> Iterator[str]:
    """Seconds to the first healthy answer, and resident memory then: ours, a bare server's, the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        ours = [sys.executable, "main.py", "run", "--data", folder]
        first, _memory = _start(ours, port)
        seconds, memory = min(_start(ours, port) for _run in range(RUNS))
        port = free_port()
        bare_seconds, bare_memory = min(
            _start([sys.executable, "-c", _BARE, str(port)], port) for _run in range(RUNS)
        )
    yield f"first start, filling the demonstration: {first:5.2f} s"
    yield f"start: {seconds:5.2f} s, bare aiohttp {bare_seconds:5.2f} s, ratio {seconds / bare_seconds:5.2f}"
    yield f"memory: {memory:4.0f} MB, bare aiohttp {bare_memory:4.0f} MB, ratio {memory / bare_memory:5.2f}"


def _start(command: list[str], port: int) -> tuple[float, float]:
    environment = {**os.environ, "BOT_PORT": str(port)}
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _is_healthy(port):
            if time.perf_counter() - began > PATIENCE:
                raise TimeoutError(command[1])
            time.sleep(0.01)
        return time.perf_counter() - began, _resident(process.pid)
    finally:
        process.terminate()
        process.wait()


def _is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _resident(process: int) -> float:
    """Resident memory in MB; only where /proc tells it."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024
