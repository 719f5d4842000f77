"""What dashboards/tracing-cost does; see there."""
import argparse
import json
import math
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

    posts = stored_before = 0

    def stored(self):
        return self.metric("WORKER_HTTP_URL", "worker_messages_processed_total")

    def count_from_here(self):
        self.posts, self.stored_before = 0, self.stored()

    def unfinished(self):
        """Whether some of what was accepted is not stored yet: each POST makes three events."""
        return self.stored() - self.stored_before < 3 * self.posts

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
        """POSTs a second, p99 in ms, errors of clients, and ms of CPU of the services for each POST until its last event is stored."""
        before = self.cpu()
        text = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script, self.addresses["REST_URL"] + "/api/v1/resources"],
                              check=True, capture_output=True, text=True).stdout
        count, took = re.search(r"(\d+) requests in ([\d.]+)s", text).groups()
        number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        sockets = re.search(r"Socket errors: (.*)", text)
        errors = (int(bad[1]) if bad else 0) + (sum(map(int, re.findall(r"\d+", sockets[1]))) if sockets else 0)
        self.posts += int(count)
        if not until("the whole road is done", 60, lambda: not self.unfinished(), 0.1):
            sys.exit("events did not arrive")
        return {"posts": int(count) / float(took), "p99": float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit], "errors": errors,
                "cpu": 1000 * (self.cpu() - before) / int(count)}


def killed(collector, seconds):
    """Kills the collector after a quarter of the time and starts it again after half."""
    threading.Timer(seconds / 4, collector.kill).start()
    again = threading.Timer(seconds / 2, collector.start)
    again.start()
    return again


def t_quantile(freedom):
    """Student's t for 95 %, both sides (Cornish-Fisher; right to 0.01 from 7 degrees of freedom)."""
    z = 1.959964
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def change(own, other):
    """The mean of the pairs' differences in per cent, and how far it may be off (95 %)."""
    differences = [100 * (a / b - 1) for a, b in zip(own, other)]
    return statistics.mean(differences), t_quantile(len(differences) - 1) * statistics.stdev(differences) / math.sqrt(len(differences))


def table(slices):
    """Slices are dictionaries; a pair is one of "sampled" or "killed" and the "without" of the same number."""
    pairs = {name: [(s, next(w for w in slices if w["way"] == "without" and w["pair"] == s["pair"])) for s in slices if s["way"] == name]
             for name in ("sampled", "killed")}
    print("\n| | pairs | CPU of the services a POST | POSTs a second | p99, median | errors of clients |\n|---|---|---|---|---|---|")
    without = [s for s in slices if s["way"] == "without"]

    def row(title, own, pairs):
        cells = [title, str(len(pairs)) if pairs else ""]
        for figure, form in (("cpu", "{:.2f} ms"), ("posts", "{:.0f}")):
            cell = form.format(statistics.mean(s[figure] for s in own))
            if pairs:
                mean, off = change([s[figure] for s, _ in pairs], [w[figure] for _, w in pairs])
                cell += f", {mean:+.1f} % ({mean - off:+.1f} to {mean + off:+.1f} %)"
            cells.append(cell)
        cells += [f"{statistics.median(s['p99'] for s in own):.0f} ms", str(sum(s["errors"] for s in own))]
        print(f"| {' | '.join(cells)} |")

    row("no tracing", without, None)
    row("10 % of the traces, exported", [s for s, _ in pairs["sampled"]], pairs["sampled"])
    row("the same, collector killed and started again in each slice", [s for s, _ in pairs["killed"]], pairs["killed"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--start", action="store_true")
    parser.add_argument("--running", action="store_true")
    parser.add_argument("--stop", action="store_true")
    parser.add_argument("--port-offset", type=int, default=21000)
    parser.add_argument("--pairs", type=int, default=24)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--warm-up", type=int, default=40)
    parser.add_argument("--jvm", default="")
    parser.add_argument("--figures", type=pathlib.Path)
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="waybill-tracing-"))
    script = folder / "post.lua"
    script.write_text(POST)
    collector = Collector(folder)
    if not collector.binary:
        sys.exit("there is no otelcol: dashboards/otel-collector/build makes one")
    java = {"_JAVA_OPTIONS": options.jvm} if options.jvm else {}  # overrides what ./run passes
    without = Measured(options.port_offset, **java, OTEL_SDK_DISABLED="true")
    sampled = Measured(options.port_offset + 100, **java, OTEL_EXPORTER_OTLP_ENDPOINT=Collector.ENDPOINT,
                       OTEL_TRACES_SAMPLER="parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG="0.1")
    stacks = (without, sampled)
    if options.stop:
        sys.exit(not all([stack.run("stop") for stack in stacks]))
    try:
        collector.start()
        if not options.running:
            say("starting both stacks")
            with ThreadPoolExecutor() as pool:
                if not all(pool.map(lambda stack: stack.run("--detach", "--fresh", "--no-sample"), stacks)):
                    sys.exit("a stack did not start")
        for stack in stacks:
            stack.count_from_here()
        for part in range(4):
            for stack in stacks if part % 2 else stacks[::-1]:
                say(f"warming up: {stack.load(script, max(1, options.warm_up // 4), options.connections)['posts']:.0f} POSTs a second")
        if not options.start:
            measure(options, script, collector, without, sampled)
    finally:
        if not options.start and not options.running:
            for stack in stacks:
                stack.run("stop")
        if collector.process:
            collector.kill()


def measure(options, script, collector, without, sampled):
    slices = [json.loads(line) for line in options.figures.read_text().splitlines()] if options.figures and options.figures.exists() else []
    first = 1 + max((s["pair"] for s in slices), default=0)
    heap = sampled.live_heap()
    for pair in range(first, first + options.pairs):
        # "sampled" and "killed" by turns, each before or after "without" by turns: both stacks do the same work.
        way = "killed" if pair % 2 else "sampled"
        order = ("without", way) if pair // 2 % 2 else (way, "without")
        for name in order:
            again = killed(collector, options.seconds) if name == "killed" else None
            found = (without if name == "without" else sampled).load(script, options.seconds, options.connections)
            if again:
                again.join()
            slices.append({"pair": pair, "way": name, **found})
            say(f"{pair} {name}: {found['posts']:.0f} POSTs a second, p99 {found['p99']:.0f} ms, {found['errors']} errors, {found['cpu']:.2f} ms of CPU a POST")
    after, spans = sampled.live_heap(), collector.spans()
    if options.figures:
        options.figures.write_text("".join(json.dumps(s) + "\n" for s in slices))
    table(slices)
    print(f"\nMeans; changes are the means of the pairs' differences with their 95 % confidence intervals. Slices of {options.seconds} s, {options.connections} connections, "
          f"{os.cpu_count()} processors for all of it. Live heap of the three services before and after {options.pairs // 2} kills: "
          f"{heap / 1e6:.1f} and {after / 1e6:.1f} MB. The collector received {spans} spans.")
    sys.exit(0 if spans and not sum(s["errors"] for s in slices) else 1)


if __name__ == "__main__":
    main()
