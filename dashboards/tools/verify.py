"""What dashboards/verify does; see there."""
import argparse
import contextlib
import json
import math
import os
import pathlib
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import kafka
import pg8000.native

import flow_picture
from load import Load
from stack import HERE, ROOT, Collector, Stack, say, until

# The rules with shorter times and lower thresholds, so that an hour fits into minutes. Nothing else differs.
FASTER = [
    (r"\[1h\] offset 5m", "[90s] offset 20s"), (r"\[10m\]", "[160s]"), (r"\[5m\]", "[20s]"),
    (r"for: (5|10)m", "for: 8s"), (r"for: [12]m", "for: 4s"),
    (r"lag:sum > 10000", "lag:sum > 100"), (r"(oldest_\w+_age_seconds:max) > 60", r"\1 > 5"),
]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(url, **parameters):
    with urllib.request.urlopen(url + ("?" + urllib.parse.urlencode(parameters) if parameters else ""), timeout=30) as answer:
        return json.loads(answer.read())


class Receiver:
    """Takes Alertmanager's notifications; an alert's name is in told once it was sent as firing, and in cleared once as resolved."""

    def __init__(self):
        self.told, self.cleared = set(), set()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                for alert in json.loads(self.rfile.read(int(self.headers["Content-Length"])))["alerts"]:
                    (receiver.told if alert["status"] == "firing" else receiver.cleared).add(alert["labels"]["alertname"])
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/alerts"


class Watch:
    """A real Prometheus and Alertmanager with the configuration of this folder."""

    def __init__(self, folder, stack, receiver):
        self.folder = folder
        port, manager = free_port(), free_port()
        self.url, self.manager = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{manager}"
        for file in (HERE / "prometheus").iterdir():
            text = file.read_text()
            if file.name.endswith("-rules.yml"):
                for old, new in FASTER:
                    text = re.sub(old, new, text)
            elif file.name == "prometheus.yml":
                text = text.replace("15s", "2s").replace("localhost:9093", f"127.0.0.1:{manager}")
            elif file.name == "targets.yml":
                text = re.sub(r"127\.0\.0\.1:(\d+)", lambda m: f"127.0.0.1:{int(m[1]) + stack.offset}", text)
            (folder / file.name).write_text(text)
        text = (HERE / "alertmanager" / "alertmanager.yml").read_text()
        text = text.replace("http://127.0.0.1:9099/alerts", receiver.url)
        text = re.sub(r"group_wait: \w+", "group_wait: 3s", re.sub(r"group_interval: \w+", "group_interval: 3s", text))
        (folder / "alertmanager.yml").write_text(text)
        self.processes = [
            self.start("prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=data", f"--web.listen-address=127.0.0.1:{port}"),
            self.start("prometheus-alertmanager", "--config.file=alertmanager.yml", "--storage.path=alerts", "--cluster.listen-address=",
                       f"--web.listen-address=127.0.0.1:{manager}")]
        if not all(until(f"{url} is ready", 60, lambda: urllib.request.urlopen(url + "/-/ready", timeout=5)) for url in (self.url, self.manager)):
            sys.exit(f"Prometheus or Alertmanager did not start: {folder}")

    def start(self, *command, **environment):
        log = open(self.folder / f"{pathlib.Path(command[0]).name}.log", "wb")
        return subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, env={**os.environ, **environment})

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(20)

    def query(self, expr):
        return get(self.url + "/api/v1/query", query=filled(expr))["data"]["result"]

    def range(self, expr, start, end, step):
        return get(self.url + "/api/v1/query_range", query=filled(expr), start=start, end=end, step=step)["data"]["result"]

    def firing(self):
        return {a["labels"]["alertname"] for a in get(self.url + "/api/v1/alerts")["data"]["alerts"] if a["state"] == "firing"}


def filled(expr):
    """As Grafana fills in the variables, with All chosen."""
    return expr.replace("$service", ".*").replace("$instance", ".*").replace("$__rate_interval", "20s")


def panels():
    for file in sorted((HERE / "grafana" / "dashboards").glob("*.json")):
        for panel in json.loads(file.read_text())["panels"]:
            for target in panel.get("targets", []):
                yield file.name, panel["title"], target["expr"]


def empty_panels(watch):
    """Those without any figure; NaN is none."""
    return [f"{name}: '{title}': {expr}" for name, title, expr in panels()
            if all(math.isnan(float(series["value"][1])) for series in watch.query(expr))]


# ---- what is broken: a name, the alerts that must fire, and a context that breaks and mends -------------------------------------

@contextlib.contextmanager
def poison(stack, load):
    producer = kafka.KafkaProducer(bootstrap_servers=stack.addresses["KAFKA_BROKERS"])
    producer.send("resource.created", key=b"poison", value=b"this is no event").get(30)
    producer.close()
    yield
    for service in ("GRPC_HTTP_URL", "WORKER_HTTP_URL"):
        for letter in stack.ops(service, "dead-letters?state=open")["dead_letters"]:
            stack.ops(service, f"dead-letters/{letter['id']}/discard", {"reason": "verify"})


@contextlib.contextmanager
def small_topic(stack, load):
    """A topic takes less than an event needs; the next event of the same resource waits behind it."""
    from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient

    admin = KafkaAdminClient(bootstrap_servers=stack.addresses["KAFKA_BROKERS"])
    topic = ConfigResource(ConfigResourceType.TOPIC, "resource.updated", configs={"max.message.bytes": "20000"})
    admin.alter_configs([topic])
    made = load.http("POST", load.api, {"name": "grows"})["id"]
    for size in (20000, 1):
        load.http("PUT", f"{load.api}/{made}", {"name": "grows", "description": secrets.token_hex(size)})  # what no compression makes small
    yield
    topic.configs["max.message.bytes"] = "1179648"  # as ./run makes it
    admin.alter_configs([topic])
    admin.close()
    stack.ops("REST_URL", "outbox/retry", {"all": True})


@contextlib.contextmanager
def relay_paused(stack, load):
    stack.ops("REST_URL", "outbox/pause", {"reason": "verify"})
    yield
    stack.ops("REST_URL", "outbox/resume", {})


@contextlib.contextmanager
def stopped(stack, load, name):
    stack.run("stop", name)
    yield
    stack.run("start", name)


@contextlib.contextmanager
def locked(stack, load, database, table, held, rest):
    """Another program locks a table again and again: what needs it waits."""
    mended = threading.Event()

    def hold():
        connection = stack.database(database)
        while not mended.is_set():
            connection.run("BEGIN")
            connection.run(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            mended.wait(held)
            connection.run("ROLLBACK")
            mended.wait(rest)
        connection.close()

    pace, load.pace = load.pace, 60
    thread = threading.Thread(target=hold)
    thread.start()
    yield
    mended.set()
    thread.join()
    load.pace = pace


@contextlib.contextmanager
def slow_store(stack, load):
    """Each row takes 20 ms to store, so that the worker does not keep up."""
    database = stack.database("WORKER_DB_URL")
    database.run("CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END'")
    database.run("CREATE TRIGGER slow BEFORE INSERT ON processed_events FOR EACH ROW EXECUTE FUNCTION slow()")
    pace, load.pace = load.pace, 60
    yield
    load.pace = pace
    database.run("DROP TRIGGER slow ON processed_events")
    database.run("DROP FUNCTION slow")
    database.close()


@contextlib.contextmanager
def slow_action(stack, load):
    """More tasks than threads, of an action that takes 15 s; those in hand end by themselves."""
    for number in range(120):
        load.task(f"slow-{number}", "slow")
    yield


@contextlib.contextmanager
def quiet(stack, load):
    pace, load.pace = load.pace, 1
    yield
    load.pace = pace


@contextlib.contextmanager
def restarts(stack, load):
    for _ in range(4):
        stack.run("restart", "worker-1")
        time.sleep(5)
    yield


BREAKS = {
    "restarts": (restarts, ["Restarts"]),
    "poison": (poison, ["DeadLettersOpen"]),
    "small-topic": (small_topic, ["OutboxParkedEvents"]),
    "relay-paused": (relay_paused, ["OutboxRelayPaused", "OutboxOldestAge"]),
    "slow-database": (lambda *a: locked(*a, "REST_DB_URL", "resources", 3, 0.1), ["HighLatency", "DatabaseConnections"]),
    "outbox-locked": (lambda *a: locked(*a, "REST_DB_URL", "outbox_events", 90, 0.1), ["HighErrorRate", "DatabaseUnavailable"]),
    "slow-worker": (lambda *a: locked(*a, "WORKER_DB_URL", "processed_events", 60, 0.1), ["ConsumerStalled"]),
    "slow-store": (slow_store, ["ConsumerLag"]),
    "slow-action": (slow_action, ["TasksWaiting"]),
    "kafka-stopped": (lambda *a: stopped(*a, "kafka"), ["KafkaUnavailable", "PublishFailures", "OutboxRelayStuck"]),
    "postgres-stopped": (lambda *a: stopped(*a, "postgres"), ["DatabaseUnavailable", "HighErrorRate"]),
    "worker-stopped": (lambda *a: stopped(*a, "worker-1"), ["TargetDown"]),
    "quiet-clients": (quiet, ["LowThroughput"]),
}
# Clears only when its window has passed; the other breaks go on meanwhile.
CLEAR_LATE = {"restarts"}


def show(watch):
    """What an operator reads from the Flow dashboard at this moment: each panel's series that are not 0."""
    for file, title, expr in panels():
        if file == "flow.json":
            values = [(float(s["value"][1]), ",".join(v for k, v in s["metric"].items() if k not in ("job", "__name__"))) for s in watch.query(expr)]
            told = ", ".join(f"{label or 'all'} {flow_picture.text_of(value, '')}" for value, label in values if value)
            say(f"   {title}: {told or (0 if values else 'no data')}")


def break_and_mend(name, stack, load, watch, receiver, shows):
    how, alerts = BREAKS[name]
    before = watch.firing() & set(alerts)
    if before:
        until(f"{', '.join(before)} clear before {name}", 60, lambda: not watch.firing() & set(alerts))
    receiver.told.clear()
    began = time.monotonic()
    seen, others = {}, set()

    def all_seen():
        now = watch.firing()
        others.update(now - set(alerts))
        for alert in now & set(alerts):
            seen.setdefault(alert, time.monotonic() - began)
        return len(seen) == len(alerts)

    try:
        with how(stack, load):
            until(f"{name}: {', '.join(alerts)} fire", 120, all_seen)
            # Alertmanager groups before it tells; what it silences by its rules it does not tell.
            until(f"{name}: Alertmanager tells one", 20, lambda: receiver.told & set(alerts))
            if shows:
                say(f"   firing: {', '.join(sorted(watch.firing()))}; told: {', '.join(sorted(receiver.told))}")
                show(watch)
    except (OSError, kafka.errors.KafkaError, pg8000.exceptions.Error) as failure:
        say(f"FAILED {name}: {failure}")
        return False
    mended = time.monotonic()
    cleared = name in CLEAR_LATE or until(f"{name}: alerts clear", 300, lambda: not watch.firing() & set(alerts))
    took = time.monotonic() - mended
    clear = "to be clear at the end" if name in CLEAR_LATE else f"clear {took:.0f} s after mending" if cleared else "did not clear"
    ok = cleared and len(seen) == len(alerts) and bool(receiver.told & set(alerts))
    say(f"{'ok    ' if ok else 'FAILED'} {name}: " + ", ".join(
        f"{a} fired after {seen[a]:.0f} s ({'told' if a in receiver.told else 'silenced'})" if a in seen else f"{a} did not fire"
        for a in alerts) + f"; {clear}" + (f"; also fired: {', '.join(sorted(others))}" if others else ""))
    return ok


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--running", action="store_true")
    parser.add_argument("--port-offset", type=int, default=23000)
    parser.add_argument("--only", nargs="+", choices=BREAKS, default=list(BREAKS))
    parser.add_argument("--picture", action="store_true")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    stack, receiver, failed = Stack(options.port_offset, CAMEL_MAIN_ROUTESINCLUDEPATTERN=f"file:{HERE / 'tools' / 'slow-action.yaml'}"), Receiver(), 0
    folder = pathlib.Path(tempfile.mkdtemp(prefix="waybill-verify-"))
    watch = Watch(folder, stack, receiver)
    collector, load = Collector(folder), None
    try:
        if collector.binary:
            collector.start()
            stack.more["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector.ENDPOINT
        else:
            say("passed over: there is no collector, so no traces are received")
        if not options.running:
            say("starting the stack")
            if not stack.run("--detach", "--fresh", "--no-sample"):
                sys.exit("the stack did not start")
        addresses = stack.addresses
        load, start = Load(addresses["REST_URL"], addresses["GRPC_ADDR"]), time.time()
        say("load for 60 s")
        time.sleep(60)
        urls = [addresses[name] for name in ("REST_URL", "GRPC_HTTP_URL", "WORKER_HTTP_URL")]
        failed += subprocess.run([sys.executable, HERE / "tools" / "validate.py", *urls]).returncode != 0
        until("every panel has data", 30, lambda: not empty_panels(watch))
        empty = empty_panels(watch)
        for panel in empty:
            say(f"FAILED empty panel: {panel}")
        count = len(list(panels()))
        say(f"{count - len(empty)} of {count} queries of panels have data")
        failed += bool(empty)
        for name in options.only:
            say(f"breaking: {name}")
            failed += not break_and_mend(name, stack, load, watch, receiver, options.show)
        for name in CLEAR_LATE & set(options.only):
            late = set(BREAKS[name][1])
            cleared = until(f"{name}: alerts clear", 300, lambda: not watch.firing() & late)
            say(f"{'ok    ' if cleared else 'FAILED'} {name}: clear")
            failed += not cleared
        if options.picture or options.only == list(BREAKS):
            flow_picture.draw(watch, HERE / "grafana" / "dashboards" / "flow.json", start, time.time(), ROOT / "docs" / "images" / "flow.png")
            say("drawn: docs/images/flow.png")
        if collector.process:
            spans = collector.spans()
            say(f"the collector received {spans} spans")
            failed += spans == 0
    finally:
        if load:
            load.stop()
        watch.stop()
        if collector.process:
            collector.kill()
        if not options.running:
            stack.run("stop")
    say(f"{failed} failed; logs of Prometheus and Alertmanager: {folder}" if failed else "0 failed")
    if not failed:
        shutil.rmtree(folder)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
