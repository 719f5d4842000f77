"""A stack of ./run and a collector, as verify and tracing-cost use them."""
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import time
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parents[1]
ROOT = HERE.parent
TOKEN = os.environ.get("OPERATOR_TOKEN", "verify-token-of-the-dashboards")


def say(text):
    print(f"{time.strftime('%H:%M:%S', time.gmtime())}  {text}", flush=True)


def until(what, seconds, condition, pause=1):
    """Asks again after each pause (s); False when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if condition():
                return True
        time.sleep(pause)
    say(f"waited {seconds} s in vain: {what}")
    return False


class Stack:
    """The stack of ./run, from outside; more is what its processes find in their environment."""

    def __init__(self, offset, **more):
        self.offset = offset
        self.more = more

    def run(self, *words):
        environment = {**os.environ, "OPERATOR_TOKEN": TOKEN, **self.more}
        done = subprocess.run([ROOT / "run", *words, "--port-offset", str(self.offset)], cwd=ROOT, env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            say(f"./run {' '.join(words)} ended with {done.returncode}:\n{done.stdout[-1500:]}")
        return done.returncode == 0

    @property
    def addresses(self):
        text = (ROOT / f".waybill-{self.offset}" / "env").read_text()
        return dict(re.findall(r"(?m)^(\w+)='(.*)'$", text))

    def ops(self, service, path, body=None):
        request = urllib.request.Request(self.addresses[service] + "/ops/" + path, method="GET" if body is None else "POST",
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"Authorization": f"Bearer {TOKEN}", "X-Operator": "verify", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def database(self, name):
        url = urllib.parse.urlsplit(self.addresses[name])
        import pg8000.native

        return pg8000.native.Connection(url.username, host=url.hostname, port=url.port, password=url.password, database=url.path[1:])


class Collector:
    """A real OpenTelemetry Collector with the configuration of this folder; its exporter writes a line a batch."""

    ENDPOINT = "http://127.0.0.1:4317"

    def __init__(self, folder):
        own = HERE / ".otelcol" / "collector" / "otelcol-waybill"
        self.binary = shutil.which(os.environ.get("OTELCOL", "otelcol")) or shutil.which(own)
        self.log = folder / "otelcol.log"
        self.process = None

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([self.binary, f"--config={HERE / 'otel-collector' / 'config.yaml'}"], stdout=log, stderr=log)
        if not until("the collector is ready", 60, lambda: urllib.request.urlopen("http://127.0.0.1:13133", timeout=5)):
            raise SystemExit(f"the collector did not start: {self.log}")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def spans(self):
        return sum(map(int, re.findall(r'"spans": (\d+)', self.log.read_text())))
