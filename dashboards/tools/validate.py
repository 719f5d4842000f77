#!/usr/bin/env python3
"""Checks the dashboards, the links of the alerts and the collector's pipelines; given URLs of running services, also that every metric and label exists.

tools/validate.py [URL…]    a URL is that of a service; /metrics is added
"""
import itertools
import json
import pathlib
import re
import sys
import urllib.request

HERE = pathlib.Path(__file__).parents[1]
RUNBOOK = HERE.parent / "docs" / "runbook.md"
RULES = [HERE / "prometheus" / "recording-rules.yml", HERE / "prometheus" / "alert-rules.yml"]
OPERATORS = {"and", "or", "unless"}


def metrics_in(expr):
    """The names of metrics, each with the labels that it is asked for in {…}."""
    expr = re.sub(r'"[^"]*"', '""', expr)
    expr = re.sub(r"\b(by|without|on|ignoring)\s*\([^)]*\)", " ", expr)
    expr = re.sub(r"\[[^\]]*\]|\boffset\s+\w+", " ", expr)
    found = {}
    for name, chosen in re.findall(r"(?<![\w:])(?<!\.)([a-zA-Z_:][\w:]*)(?![\w:])(?!\s*\()\s*(\{[^}]*\})?", expr):
        if name not in OPERATORS:
            found.setdefault(name, set()).update(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", chosen))
    return found


def rule_expressions(file):
    text = re.sub(r"(?m)^\s*#.*\n", "", file.read_text())
    blocks = re.split(r"(?m)^\s+- (?=record:|alert:)", text)[1:]
    for block in blocks:
        head = block.split("\n", 1)[0]
        expr = re.search(r"(?s)expr: (.*?)(?=\n\s+(?:for|labels|annotations|- name):|\Z)", block).group(1)
        yield head, re.sub(r"^[>|]-?", "", expr)


def dashboards():
    return {file.name: json.loads(file.read_text()) for file in sorted((HERE / "grafana" / "dashboards").glob("*.json"))}


def overlap(a, b):
    return a["x"] < b["x"] + b["w"] and b["x"] < a["x"] + a["w"] and a["y"] < b["y"] + b["h"] and b["y"] < a["y"] + a["h"]


def faults_of_dashboards(boards):
    uids = [board["uid"] for board in boards.values()]
    if len(set(uids)) != len(uids):
        yield "two dashboards have one uid"
    for name, board in boards.items():
        if {v["name"] for v in board["templating"]["list"]} != {"datasource", "service", "instance"}:
            yield f"{name}: the variables are not datasource, service and instance"
        panels = board["panels"]
        if len({p["id"] for p in panels}) != len(panels):
            yield f"{name}: two panels have one id"
        for a, b in itertools.combinations(panels, 2):
            if overlap(a["gridPos"], b["gridPos"]):
                yield f"{name}: the panels '{a['title']}' and '{b['title']}' overlap"
        for panel in panels:
            where = f"{name}: panel '{panel['title']}'"
            if panel["gridPos"]["x"] + panel["gridPos"]["w"] > 24:
                yield f"{where} is wider than the grid"
            if panel["type"] == "row":
                continue
            defaults = panel["fieldConfig"]["defaults"]
            for field, value in [("title", panel["title"]), ("description", panel["description"]), ("unit", defaults["unit"]),
                                 ("thresholds", defaults["thresholds"]["steps"]), ("query", panel["targets"])]:
                if not value:
                    yield f"{where} has no {field}"
            for part in [panel, *panel["targets"]]:
                if part["datasource"]["uid"] != "${datasource}":
                    yield f"{where} does not use the variable for its data source"
            for target in panel["targets"]:
                for variable in ("$service", "$instance"):
                    if variable not in target["expr"]:
                        yield f"{where}: a query without {variable}"


def faults_of_links():
    headings = {re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-")
                for h in re.findall(r"(?m)^#+ (.*)$", RUNBOOK.read_text())} if RUNBOOK.exists() else set()
    text = RULES[1].read_text()
    for alert, rest in re.findall(r"(?ms)- alert: (\w+)\n(.*?)(?=\n      - alert:|\Z)", text):
        for field in ("severity", "summary", "description", "runbook_url"):
            if f"{field}:" not in rest:
                yield f"alert {alert} has no {field}"
        if f"runbook_url: docs/runbook.md#{alert.lower()}\n" not in rest + "\n":
            yield f"alert {alert}: its runbook_url is not docs/runbook.md#{alert.lower()}"
        if alert.lower() not in headings:
            yield f"docs/runbook.md has no section {alert}"
        if f"alertname=\"{alert}\"" not in (HERE / "prometheus" / "alert-tests.yml").read_text():
            yield f"alert {alert} has no test"


def faults_of_collector():
    """Also where there is no otelcol to ask: pipelines of what is defined, bounded at their beginning and batched at their end."""
    text = (HERE / "otel-collector" / "config.yaml").read_text()

    def section(name):
        return re.search(rf"(?ms)^{name}:\n(.*?)(?=^\S|\Z)", text)[1]

    pipelines = dict(re.findall(r"(?m)^    (\w+):\n((?:      .*\n?)+)", section("service")))
    if pipelines.keys() != {"traces", "metrics", "logs"}:
        yield f"the collector's pipelines are {', '.join(pipelines)}"
    for name, body in pipelines.items():
        for kind, used in re.findall(r"(\w+): (?:\$\{env:\w+:-)?\[(.*?)\]", body):
            names = used.split(", ")
            for missing in set(names) - set(re.findall(r"(?m)^  (\w+):", section(kind))):
                yield f"the collector's pipeline {name}: no {missing} among its {kind}"
            if kind == "processors" and (names[0], names[-1]) != ("memory_limiter", "batch"):
                yield f"the collector's pipeline {name}: not memory_limiter first and batch last"


def scraped(urls):
    """Names with the labels that they have in a scrape; those of Prometheus itself are added."""
    names = {"up": {"job", "service", "instance"}}
    for url in urls:
        with urllib.request.urlopen(url.rstrip("/") + "/metrics", timeout=30) as answer:
            for line in answer.read().decode().splitlines():
                if not line.startswith("#") and line.strip():
                    name, labels = re.match(r"([\w:]+)(\{.*\})?", line).groups()
                    names.setdefault(name, set()).update(re.findall(r'(\w+)="', labels or ""))
    return names


def faults_of_metrics(boards, names):
    recorded = {head.split()[1] for head, _ in rule_expressions(RULES[0])}
    asked = [(f"rule {head}", expr) for file in RULES for head, expr in rule_expressions(file)]
    asked += [(f"{name}: panel '{p['title']}'", t["expr"]) for name, b in boards.items() for p in b["panels"] for t in p.get("targets", [])]
    for where, expr in asked:
        for metric, labels in metrics_in(expr).items():
            if metric in recorded:
                continue
            if metric not in names:
                yield f"{where}: no service has the metric {metric}"
            for label in sorted(labels - names.get(metric, labels) - {"service", "instance", "job"}):
                yield f"{where}: {metric} has no label {label}"


def main():
    boards = dashboards()
    faults = [*faults_of_dashboards(boards), *faults_of_links(), *faults_of_collector()]
    if sys.argv[1:]:
        faults += faults_of_metrics(boards, scraped(sys.argv[1:]))
    for fault in faults:
        print(fault, file=sys.stderr)
    panels = sum(p["type"] != "row" for b in boards.values() for p in b["panels"])
    print(f"{len(boards)} dashboards, {panels} panels, {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
