#!/usr/bin/env python3
"""Writes grafana/dashboards/*.json from the lists below; with --check, says which are not as written here (exit code 1)."""
import json
import pathlib
import sys

OUT = pathlib.Path(__file__).parents[1] / "grafana" / "dashboards"
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
CHOSEN = 'service=~"$service", instance=~"$instance"'
API = CHOSEN + ', path=~"/api/.*"'
CALLS = CHOSEN + ', grpc_service="task.v1.TaskService"'
# Camel reports each exchange a second time with eventType="context".
ROUTES = CHOSEN + ', eventType="route"'
GRPC_ERRORS = "Unknown|DeadlineExceeded|Internal|Unavailable|DataLoss"
RATE = "[$__rate_interval]"

# thresholds: green below the first value, then yellow (of two values), then red
NONE, ANY = [], [1]


def rate(metric, chosen=CHOSEN, by="service"):
    return f"sum by ({by}) (rate({metric}{{{chosen}}}{RATE}))"


def greatest(metric):
    """Figures of a database that every replica reports: the largest of them, not the sum."""
    return f"max by (service) ({metric}{{{CHOSEN}}})"


def quantiles(metric, chosen=CHOSEN, by="", legend=""):
    """p50, p95 and p99 of a histogram."""
    return [(f"histogram_quantile({q}, sum by ({', '.join(filter(None, ['service', by, 'le']))})"
             f" (rate({metric}_bucket{{{chosen}}}{RATE})))", f"p{round(q * 100)} {{{{service}}}} {legend}".strip())
            for q in (0.5, 0.95, 0.99)]


def share(part, whole):
    """A ratio that is 0, not empty, while nothing has failed yet."""
    return f"({part} or 0 * {whole}) / ({whole} > 0)"


def panel(title, unit, thresholds, description, *queries, kind="timeseries", width=8, height=7, red=False):
    queries = [q for group in queries for q in (group if isinstance(group, list) else [group])]
    return dict(title=title, unit=unit, thresholds=thresholds, description=description, queries=queries, kind=kind,
                width=width, height=height, red=red)


def stat(title, unit, thresholds, description, *queries):
    return panel(title, unit, thresholds, description, *queries, kind="stat", width=4, height=4)


ACCEPTED = (rate("http_requests_total", API + ', method=~"POST|PUT|DELETE", status=~"2.."'), "{{service}} writes")
TASKS = (rate("grpc_server_handled_total", CALLS + ', grpc_method="ProcessTask", grpc_code="OK"'), "{{service}} tasks")


def lag(by):
    """Every replica asks Kafka for the lag of its whole group."""
    return f"sum by ({by}) (max by (service, group, topic, partition) (kafka_consumer_group_lag{{{CHOSEN}}}))"


def in_flight(metric):
    return [(f"{metric}{{{CHOSEN}}}", "{{instance}} {{service}}"), (f"{metric}_limit{{{CHOSEN}}}", "limit {{instance}} {{service}}")]


FLOW = [
    stat("Services up", "short", [], "Processes that answer Prometheus. Fewer than you run: see TargetDown in the runbook.",
         (f'sum(up{{job="waybill", {CHOSEN}}})', "up")),
    stat("Waiting in the outbox", "short", [1000, 10000], "Events that are committed and not yet in Kafka, all services.",
         (f"sum({greatest('outbox_pending')})", "pending")),
    stat("Oldest waits", "s", [10, 60], "Age of the oldest event that is not yet in Kafka. Alert: OutboxOldestAge, over 60 s.",
         (f"max(outbox_oldest_pending_age_seconds{{{CHOSEN}}})", "oldest")),
    stat("Relays paused", "short", ANY, "Relays that an operator has paused. Alert: OutboxRelayPaused, after 10 minutes.",
         (f"sum({greatest('outbox_relay_paused')})", "paused")),
    stat("Parked", "short", ANY, "Events that Kafka refused for good; each holds back its key. Alert: OutboxParkedEvents.",
         (f"sum({greatest('outbox_parked')})", "parked")),
    stat("Dead letters", "short", ANY, "Messages that can't be processed and wait for an operator. Alert: DeadLettersOpen.",
         (f"sum({greatest('dead_letters_open')})", "open")),
    panel("1 Accepted", "ops", NONE, "Writes answered with success: resources over HTTP, tasks over gRPC. Each made at least one event.",
          ACCEPTED, TASKS),
    panel("2 Outbox backlog", "short", [1000, 10000], "Events that are committed and not yet in Kafka. It goes up and stays up when the "
          "relay or Kafka does not work.", (greatest("outbox_pending"), "{{service}}")),
    panel("3 Oldest waiting event", "s", [10, 60], "How long the oldest event has waited in the outbox: of all, and of those that no "
          "parked event holds back. Near 0 on a healthy system. Alert: OutboxOldestAge, over a minute, for the latter.",
          (greatest("outbox_oldest_pending_age_seconds"), "all {{service}}"),
          (greatest("outbox_oldest_publishable_age_seconds"), "not held back {{service}}")),
    panel("4 Published", "ops", NONE, "Events that Kafka has acknowledged, by topic.",
          (rate("outbox_published_total", by="topic"), "{{topic}}")),
    panel("5 From commit to Kafka", "s", [1, 5], "Time from an event's commit to Kafka's acknowledgement.",
          quantiles("outbox_relay_lag_seconds")),
    panel("6 Consumed into tasks", "ops", NONE, "Resource events that routes-grpc has turned into tasks, by topic.",
          (rate("kafka_consumer_messages_consumed_total", by="topic"), "{{topic}}")),
    panel("7 Tasks run", "ops", NONE, "Attempts of the executor, by what they came to; a pending one is repeated.",
          (rate("tasks_attempts_total", by="status"), "{{status}}")),
    panel("8 Stored", "ops", NONE, "Events that routes-worker has stored, by topic. Once it has caught up: as many as are published.",
          (rate("worker_messages_processed_total", CHOSEN + ', status="processed"', "topic"), "{{topic}}")),
    panel("Not processed yet (consumer lag)", "short", [1000, 10000], "Messages in Kafka that a service has not processed. Alert: ConsumerLag, over "
          "10,000.", (lag("service, topic"), "{{service}} {{topic}}")),
    panel("Oldest waiting task", "s", [10, 60], "How long the oldest task that is not begun has waited. Alert: TasksWaiting, over a minute.",
          (greatest("tasks_oldest_pending_age_seconds"), "{{service}}")),
    panel("Parked and held back", "short", ANY, "Events that Kafka refused for good, and the later ones of their keys, which wait until those "
          "are retried or discarded.", (greatest("outbox_parked"), "parked {{service}}"), (greatest("outbox_held_back"), "held back {{service}}"), red=True),
    panel("Dead letters open", "short", ANY, "Messages that can't be processed and that nobody has retried or discarded.",
          (greatest("dead_letters_open"), "{{service}}"), red=True),
    panel("Failures on the road", "ops", [0.01], "Attempts to publish that failed, and messages whose processing failed. Each is tried "
          "again.", (rate("outbox_publish_failures_total"), "publish {{service}}"),
          (rate("kafka_consumer_messages_failed_total"), "process {{service}}"), red=True),
]

SERVICES = [
    "Latency",
    panel("HTTP latency", "s", [0.2, 0.5], "Time to answer, by endpoint. Alert: HighLatency, p95 over 500 ms for 5 minutes.",
          quantiles("http_request_duration_seconds", API, "method, path", "{{method}} {{path}}"), width=12),
    panel("gRPC latency", "s", [0.2, 0.5], "Time to answer, by method. Alert: HighLatency, p95 over 500 ms for 5 minutes.",
          quantiles("grpc_server_handling_seconds", CALLS, "grpc_method", "{{grpc_method}}"), width=12),
    panel("Batch latency", "s", [1, 5], "Time from a batch's arrival at routes-worker to its commit.",
          quantiles("worker_processing_duration_seconds", by="topic", legend="{{topic}}"), width=12),
    panel("Camel routes, mean", "s", [1, 5], "Mean time of an exchange in a route; the ten slowest.",
          (f"topk(10, {rate('camel_route_policy_seconds_sum', ROUTES, 'service, routeId')}"
           f" / ({rate('camel_route_policy_seconds_count', ROUTES, 'service, routeId')} > 0))",
           "{{service}} {{routeId}}"), width=12),
    "Throughput",
    panel("HTTP requests", "reqps", NONE, "Answered requests by endpoint.",
          (rate("http_requests_total", API, "service, method, path"), "{{method}} {{path}}")),
    panel("gRPC calls", "reqps", NONE, "Answered calls by method.",
          (rate("grpc_server_handled_total", CALLS, "service, grpc_method"), "{{grpc_method}}")),
    panel("Messages", "ops", NONE, "Messages from Kafka, by service. Alert: LowThroughput, less than half of the hour before.",
          (rate("kafka_consumer_messages_consumed_total"), "{{service}}"), (rate("worker_messages_processed_total"), "{{service}}")),
    panel("HTTP requests in flight", "short", NONE, "Requests that are being answered, and how many may be: beyond that clients get 503 at once. "
          "The limit falls while answers come late.", in_flight("http_requests_in_flight"), width=12),
    panel("gRPC calls in flight", "short", NONE, "Calls that are being answered, and how many may be: beyond that clients get Unavailable at once. "
          "The limit falls while answers come late.", in_flight("grpc_server_calls_in_flight"), width=12),
    "Errors",
    panel("HTTP error rate", "percentunit", [0.01, 0.05], "Share of requests answered with 5xx. Alert: HighErrorRate, over 5 %.",
          (share(rate("http_requests_total", API + ', status=~"5.."'), rate("http_requests_total", API)), "{{service}}")),
    panel("gRPC error rate", "percentunit", [0.01, 0.05], "Share of calls that failed by the server's fault. Alert: HighErrorRate.",
          (share(rate("grpc_server_handled_total", CALLS + f', grpc_code=~"{GRPC_ERRORS}"'), rate("grpc_server_handled_total", CALLS)),
           "{{service}}")),
    panel("Answers by status", "ops", NONE, "HTTP statuses and gRPC codes: what clients are told.",
          (rate("http_requests_total", API, "status"), "HTTP {{status}}"),
          (rate("grpc_server_handled_total", CALLS, "grpc_code"), "gRPC {{grpc_code}}")),
    panel("Failed exchanges of Camel routes", "ops", [0.01, 1], "Exchanges that ended with an exception, by service.",
          (rate("camel_exchanges_failed_total", ROUTES), "{{service}}"), width=12),
    panel("Warnings and errors in the logs", "ops", [0.1, 1], "Lines logged at WARN and ERROR.",
          (rate("logback_events_total", CHOSEN + ', level=~"warn|error"', "service, level"), "{{service}} {{level}}"), width=12),
    "Consumers",
    panel("Consumer lag", "short", [1000, 10000], "Messages not processed yet, by partition. Alert: ConsumerLag, over 10,000 in a service.",
          (lag("service, topic, partition"), "{{service}} {{topic}}/{{partition}}"), width=24),
    panel("Tasks by action", "ops", NONE, "Attempts of the executor by action; actions without a route of their own are \"default\".",
          (rate("tasks_attempts_total", by="action, status"), "{{action}} {{status}}"), width=12),
    panel("Unfinished tasks", "short", [1000, 10000], "Tasks that wait, and tasks that run, in all replicas.",
          (f"max by (service, status) (tasks_unfinished{{{CHOSEN}}})", "{{status}}"), width=12),
    "Connection pools",
    panel("Connections in use", "percentunit", [0.6, 0.8], "Share of the pool that is in use. Alert: DatabaseConnections, over 80 %.",
          (f"hikaricp_connections_active{{{CHOSEN}}} / hikaricp_connections_max{{{CHOSEN}}}", "{{instance}} {{pool}}")),
    panel("Open connections", "short", NONE, "Connections that the pool holds, in use or not. The pools keep all of theirs open.",
          (f"hikaricp_connections{{{CHOSEN}}}", "{{instance}} {{pool}}"), (f"go_sql_open_connections{{{CHOSEN}}}", "{{instance}} go_sql")),
    panel("Waiting for a connection", "short", [1, 10], "Threads that wait for a connection of the pool.",
          (f"hikaricp_connections_pending{{{CHOSEN}}}", "{{instance}} {{pool}}")),
    panel("Database and Kafka", "short", NONE, "1 while a process reaches what it depends on, as its /health says. Alert: KafkaUnavailable.",
          (f"dependency_up{{{CHOSEN}}}", "{{instance}} {{dependency}}")),
    panel("Background parts", "short", NONE, "1 while relay, consumer, executor and retention make progress, as /health says. Alert: BackgroundPartDown.",
          (f"component_up{{{CHOSEN}}}", "{{instance}} {{component}}")),
    "CPU and memory",
    panel("CPU", "percentunit", [0.7, 0.9], "Share of the machine's processors that the process uses.",
          (f"process_cpu_usage{{{CHOSEN}}}", "{{service}} {{instance}}")),
    panel("Heap", "percentunit", [0.8, 0.95], "Share of the largest heap that is in use.",
          (f'sum by (service, instance) (jvm_memory_used_bytes{{{CHOSEN}, area="heap"}})'
           f' / sum by (service, instance) (jvm_memory_max_bytes{{{CHOSEN}, area="heap"}} > 0)', "{{service}} {{instance}}")),
    panel("Memory of the JVM", "bytes", NONE, "Heap and non-heap memory in use.",
          (f"sum by (service, instance, area) (jvm_memory_used_bytes{{{CHOSEN}}})", "{{service}} {{instance}} {{area}}")),
    panel("Garbage collection", "percentunit", [0.05, 0.1], "Share of the time that collections take.",
          (f"sum by (service, instance) (rate(jvm_gc_pause_seconds_sum{{{CHOSEN}}}{RATE}))", "{{service}} {{instance}}")),
    panel("Threads", "short", NONE, "Live threads of the JVM.", (f"jvm_threads_live_threads{{{CHOSEN}}}", "{{service}} {{instance}}")),
    panel("Uptime", "s", NONE, "Time since the process started. Alert: Restarts, more than 3 in 10 minutes.",
          (f"process_uptime_seconds{{{CHOSEN}}}", "{{service}} {{instance}}")),
]


def variable(name, label, query):
    return {"name": name, "label": label, "type": "query", "datasource": DATASOURCE, "query": query, "refresh": 2,
            "multi": True, "includeAll": True, "allValue": ".*", "current": {"text": "All", "value": "$__all"}}


def steps(values):
    colors = {0: ["green"], 1: ["green", "red"], 2: ["green", "yellow", "red"]}[len(values)]
    return [{"color": color, "value": value} for color, value in zip(colors, [None, *values])]


def rendered(number, spec, x, y):
    custom = {} if spec["kind"] == "stat" else {"custom": {
        "thresholdsStyle": {"mode": "line" if spec["thresholds"] else "off"}, "fillOpacity": 10, "showPoints": "never"}}
    color = {"mode": "shades", "fixedColor": "red"} if spec["red"] else {
        "mode": "thresholds" if spec["kind"] == "stat" else "palette-classic"}
    options = {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "background"} if spec["kind"] == "stat" else {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
        "tooltip": {"mode": "multi", "sort": "desc"}}
    return {
        "id": number, "type": spec["kind"], "title": spec["title"], "description": spec["description"], "datasource": DATASOURCE,
        "gridPos": {"x": x, "y": y, "w": spec["width"], "h": spec["height"]},
        "fieldConfig": {"overrides": [], "defaults": {
            "unit": spec["unit"], "min": 0, "color": color,
            "thresholds": {"mode": "absolute", "steps": steps(spec["thresholds"])}, **custom}},
        "options": options,
        "targets": [{"refId": chr(65 + i), "datasource": DATASOURCE, "expr": expr, "legendFormat": legend}
                    for i, (expr, legend) in enumerate(spec["queries"])],
    }


def laid_out(specs):
    """From left to right and top to bottom; a text is a row's title."""
    panels, x, y, height = [], 0, 0, 0
    for number, spec in enumerate(specs, 1):
        row = isinstance(spec, str)
        if x and (row or x + spec["width"] > 24):
            x, y, height = 0, y + height, 0
        if row:
            panels.append({"id": number, "type": "row", "title": spec, "collapsed": False, "panels": [],
                           "gridPos": {"x": 0, "y": y, "w": 24, "h": 1}})
            y += 1
        else:
            panels.append(rendered(number, spec, x, y))
            x, height = x + spec["width"], max(height, spec["height"])
    return panels


def dashboard(uid, title, description, specs):
    return {
        "uid": uid, "title": title, "description": description, "tags": ["waybill"], "schemaVersion": 39, "editable": False,
        "refresh": "15s", "time": {"from": "now-30m", "to": "now"}, "timezone": "browser", "graphTooltip": 1,
        "links": [{"title": "Waybill", "type": "dashboards", "tags": ["waybill"], "asDropdown": False, "icon": "", "tooltip": "",
                   "url": "", "includeVars": True, "keepTime": True, "targetBlank": False}],
        "templating": {"list": [
            {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus",
             "current": {"text": "Prometheus", "value": "prometheus"}},
            variable("service", "Service", 'label_values(up{job="waybill"}, service)'),
            variable("instance", "Instance", 'label_values(up{job="waybill", service=~"$service"}, instance)')]},
        "panels": laid_out(specs),
    }


DASHBOARDS = {
    "flow.json": dashboard("waybill-flow", "Waybill: Flow", "The road of events, in its order: accepted, outbox, published, consumed, "
                           "stored. Red is what an operator must look at.", FLOW),
    "services.json": dashboard("waybill-services", "Waybill: Services", "Latency, throughput, errors, consumer lag, connection pools, CPU "
                               "and memory.", SERVICES),
}


def main():
    stale = []
    for name, content in DASHBOARDS.items():
        text = json.dumps(content, indent=1) + "\n"
        file = OUT / name
        if "--check" not in sys.argv:
            file.write_text(text)
        elif not file.exists() or file.read_text() != text:
            stale.append(name)
    if stale:
        sys.exit(f"{', '.join(stale)}: not as tools/make.py writes it; change that script and run it")


if __name__ == "__main__":
    main()
