"""What dashboards/tracing-cost does; see there."""
import argparse
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from stack import ROOT, Collector, Stack, say, until

SERVICES = ("rest-1", "grpc-1", "worker-1")
POST = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"name":"parcel","description":"measured"}'
"""


class Measured(Stack):
    def pid(self, name):
        return int((ROOT / f".waybill-{self.offset}" / "run" / f"{name}.pid").read_text().split()[0])

    def metric(self, url, name):
        """The sum of a metric's series."""
        with urllib.request.urlopen(self.addresses[url] + "/metrics", timeout=10) as answer:
            return sum(float(line.rsplit(" ", 1)[1]) for line in answer.read().decode().splitlines()
                       if re.match(re.escape(name) + r"[{ ]", line))

    def unfinished(self):
        """Whether some of what was accepted is not stored yet: each POST makes three events."""
        accepted = self.metric("REST_URL", "outbox_published_total") + self.metric("GRPC_HTTP_URL", "outbox_published_total")
        return self.metric("WORKER_HTTP_URL", "worker_messages_processed_total") < max(accepted, 3 * self.posts)

    posts = 0

    def cpu(self):
        """Seconds of processor time that the three services have used."""
        fields = [pathlib.Path(f"/proc/{self.pid(name)}/stat").read_text().rsplit(")", 1)[1].split() for name in SERVICES]
        return sum(int(f[11]) + int(f[12]) for f in fields) / os.sysconf("SC_CLK_TCK")

    def live_heap(self):
        """Bytes in the heaps of the services that a full collection leaves."""
        total = 0
        for name in SERVICES:
            pid = str(self.pid(name))
            subprocess.run(["jcmd", pid, "GC.run"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            text = subprocess.run(["jcmd", pid, "GC.heap_info"], check=True, capture_output=True, text=True).stdout
            total += sum(int(k) for k in re.findall(r"(?:generation|heap)\s+total \d+K, used (\d+)K", text)) * 1024
        return total

    def load(self, script, seconds, connections):
        """POSTs a second, p99 in ms, errors seen by clients, and CPU ms of the services for each POST until its last event is stored."""
        before = self.cpu()
        text = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script, self.addresses["REST_URL"] + "/api/v1/resources"],
                              check=True, capture_output=True, text=True).stdout
        count, took = re.search(r"(\d+) requests in ([\d.]+)s", text).groups()
        number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        sockets = re.search(r"Socket errors: (.*)", text)
        errors = (int(bad[1]) if bad else 0) + (sum(map(int, re.findall(r"\d+", sockets[1]))) if sockets else 0)
        self.posts += int(count)
        if not until("the whole road is done", 60, lambda: not self.unfinished()):
            sys.exit("events did not arrive")
        return int(count) / float(took), float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit], errors, 1000 * (self.cpu() - before) / int(count)


def killed(collector, seconds):
    """Kills the collector after a quarter of the time and starts it again after half."""
    threading.Timer(seconds / 4, collector.kill).start()
    again = threading.Timer(seconds / 2, collector.start)
    again.start()
    return again


def row(name, figures, against):
    posts, p99, errors, cpu = zip(*figures)
    spread = lambda values, form: f"{form.format(statistics.median(values))} ({form.format(min(values))} to {form.format(max(values))})"  # noqa: E731
    change = spread([100 * (own / other - 1) for own, other in zip(posts, against)], "{:+.1f} %") if against else ""
    return f"| {name} | {spread(posts, '{:.0f}')} | {change} | {spread(cpu, '{:.2f}')} | {spread(p99, '{:.0f}')} | {sum(errors)} |"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=int, default=12)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--warm-up", type=int, default=40)
    parser.add_argument("--jvm", default="")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="waybill-tracing-"))
    script = folder / "post.lua"
    script.write_text(POST)
    collector = Collector(folder)
    if not collector.binary:
        sys.exit("there is no otelcol: dashboards/otel-collector/build makes one")
    java = {"_JAVA_OPTIONS": options.jvm} if options.jvm else {}  # overrides what ./run passes
    without = Measured(21000, **java, OTEL_SDK_DISABLED="true")
    sampled = Measured(22000, **java, OTEL_EXPORTER_OTLP_ENDPOINT=Collector.ENDPOINT, OTEL_TRACES_SAMPLER="parentbased_traceidratio",
                       OTEL_TRACES_SAMPLER_ARG="0.1")
    ways = {"without": (without, False), "sampled": (sampled, False), "killed": (sampled, True)}
    figures = {name: [] for name in ways}
    try:
        collector.start()
        say("starting both stacks")
        with ThreadPoolExecutor() as pool:
            if not all(pool.map(lambda stack: stack.run("--detach", "--fresh", "--no-sample"), (without, sampled))):
                sys.exit("a stack did not start")
        for _ in range(2):
            for stack in (without, sampled):
                say(f"warming up: {stack.load(script, options.warm_up // 2, options.connections)[0]:.0f} POSTs a second")
        heap = sampled.live_heap()
        for number in range(options.rounds):
            # Both stacks do the same work in all, or the busier one would be warmer.
            order = ("without", "sampled", "without", "killed")
            for name in order[::-1] if number % 2 else order:
                stack, kills = ways[name]
                again = killed(collector, options.seconds) if kills else None
                found = stack.load(script, options.seconds, options.connections)
                if again:
                    again.join()
                figures[name].append(found)
                say(f"{name}: {found[0]:.0f} POSTs a second, p99 {found[1]:.0f} ms, {found[2]} errors, {found[3]:.2f} ms of CPU a POST")
        after = sampled.live_heap()
        spans = collector.spans()
    finally:
        for stack in (without, sampled):
            stack.run("stop")
        if collector.process:
            collector.kill()
    base = [statistics.mean(f[0] for f in figures["without"][i:i + 2]) for i in range(0, 2 * options.rounds, 2)]
    print("\n| | POSTs a second | against the row above | ms of CPU a POST, all services | p99, ms | errors of clients |\n|---|---|---|---|---|---|")
    print(row("without tracing", figures["without"], None))
    print(row("10 % of the traces, exported", figures["sampled"], base))
    print(row("the same, collector killed and restarted", figures["killed"], [f[0] for f in figures["sampled"]]))
    print(f"\nMedian (least to greatest) of {options.rounds} slices of {options.seconds} s, {options.connections} connections, {os.cpu_count()} processors for all of it. "
          f"Live heap of the three services before and after {options.rounds} kills: {heap / 1e6:.1f} and {after / 1e6:.1f} MB. The collector received {spans} spans.")
    sys.exit(0 if spans else 1)


if __name__ == "__main__":
    main()
