"""Builds every kustomization and holds it against the schemas and our own rules. See ../check."""
import json, re, subprocess, sys

import jsonschema, yaml

from manifests import HERE, PARTS, ROOT, SCHEMAS, WHOLE, NotBuilt, build, load_all

MODULES = {"rest-service": "routes-rest", "grpc-service": "routes-grpc", "worker-service": "routes-worker"}
# Made outside: certificates (cert-manager), the token of Prometheus.
GIVEN = {"waybill-tls", "waybill-metrics"}
ASYNCAPI = ROOT / "events/src/main/resources/events/asyncapi.yaml"
failures = []


def fail(where, what):
    failures.append(f"{where}: {what}")


# --- schemas

def strict(schema):
    """What the API server does with fieldValidation=Strict: no field that the schema does not name."""
    if isinstance(schema, list):
        return [strict(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    made = {k: ({n: strict(s) for n, s in v.items()} if k in ("properties", "definitions") else strict(v)) for k, v in schema.items()}
    if schema.get("x-kubernetes-int-or-string") or schema.get("format") == "int-or-string":
        return {"anyOf": [{"type": "integer"}, {"type": "string"}]}
    if "properties" in schema and "additionalProperties" not in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
        made["additionalProperties"] = False
    made.pop("format", None)
    return made


def load_schemas():
    known = {}
    swagger = json.loads(next(SCHEMAS.glob("kubernetes-*.json")).read_text())
    definitions = swagger["definitions"]
    definitions["io.k8s.apimachinery.pkg.api.resource.Quantity"] = {"type": ["string", "number"]}
    kinds = {(g["group"], g["version"], g["kind"]): n for n, d in definitions.items() for g in d.get("x-kubernetes-group-version-kind", [])}
    made = {"definitions": {n: strict(d) for n, d in definitions.items()}}
    for kind, name in kinds.items():
        known[kind] = {**made, "$ref": f"#/definitions/{name}"}
    for file in SCHEMAS.glob("*-*/*.yaml"):
        for crd in load_all(file.read_text()):
            if not crd or crd.get("kind") != "CustomResourceDefinition":
                continue
            for version in crd["spec"]["versions"]:
                schema = strict(version["schema"]["openAPIV3Schema"])
                schema["properties"].update({"metadata": {"type": "object"}, "apiVersion": {"type": "string"}, "kind": {"type": "string"}})
                known[crd["spec"]["group"], version["name"], crd["spec"]["names"]["kind"]] = schema
    return known


def kind_of(document):
    group, _, version = document["apiVersion"].rpartition("/")
    return group, version, document["kind"]


def check_schema(where, document, known):
    schema = known.get(kind_of(document))
    if schema is None:
        return fail(where, f"there is no schema for {document['apiVersion']} {document['kind']}")
    for error in jsonschema.Draft202012Validator(schema).iter_errors(document):
        fail(where, "/".join(map(str, error.absolute_path)) + ": " + error.message[:200])


def check_flow(where, document, schema):
    template = document["spec"]["template"]
    # The names that the schema gives to the parts of a route template, as a file of routes has them.
    flow = [{k: v} for k, v in template.items() if k in ("from", "route")]
    for error in jsonschema.validators.validator_for(schema)(schema).iter_errors(flow):
        fail(where, "template: " + "/".join(map(str, error.absolute_path)) + ": " + error.message[:200])


# --- rules

def walk(value, path=()):
    yield path, value
    for key, child in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from walk(child, path + (key,))


def workloads(documents):
    """Name, labels and pod of each workload; an Integration's labels are carried to its pods by the owner trait."""
    for d in documents:
        if d["kind"] == "Deployment":
            yield d, d["spec"]["template"]["metadata"]["labels"], d["spec"]["template"]["spec"]
        if d["kind"] == "Integration":
            wanted = d["spec"]["traits"]["owner"]["targetLabels"]
            yield d, {k: v for k, v in d["metadata"]["labels"].items() if k in wanted}, d["spec"]["template"]["spec"]


def matches(selector, labels):
    return all(labels.get(k) == v for k, v in selector.items())


def check_pod(where, d, labels, pod):
    name = d["metadata"]["name"]
    if d["kind"] == "Deployment" and not matches(d["spec"]["selector"]["matchLabels"], labels):
        fail(where, "the selector does not match the pod's labels")
    top = pod.get("securityContext", {})
    if not top.get("runAsNonRoot") or top.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        fail(where, "runAsNonRoot and seccompProfile RuntimeDefault are wanted")
    if pod.get("automountServiceAccountToken") is not False:
        fail(where, "the pod needs no token of Kubernetes")
    for c in pod["containers"]:
        s = c.get("securityContext", {})
        if s.get("allowPrivilegeEscalation") is not False or not s.get("readOnlyRootFilesystem") or s.get("capabilities") != {"drop": ["ALL"]} \
                or s.get("privileged"):
            fail(where, f"container {c['name']}: no escalation, read-only root, no capabilities are wanted")
        if not {"cpu", "memory"} <= set(c["resources"]["requests"]) or "memory" not in c["resources"]["limits"]:
            fail(where, f"container {c['name']}: requests of cpu and memory, and a limit of memory are wanted")
        ports = {p["name"]: p["containerPort"] for p in c["ports"]}
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            if c.get(probe, {}).get("httpGet", {}).get("port") not in ports:
                fail(where, f"{probe}: its port is none of the container's")
        seen = set()
        for e in c["env"]:
            for used in re.findall(r"\$\((\w+)\)", e.get("value", "")):
                if used not in seen:
                    fail(where, f"{e['name']} uses {used}, which is not defined before it")
            seen.add(e["name"])
        if {m["name"] for m in c["volumeMounts"]} - {v["name"] for v in pod["volumes"]}:
            fail(where, "a mount has no volume")
        module = next((m for n, m in MODULES.items() if name.startswith(n)), None)
        if module:
            settings = (ROOT / module / "src/main/resources/application.properties").read_text()
            port = int(re.search(r"^server\.port=(\d+)", settings, re.M).group(1))
            if ports["http"] != port:
                fail(where, f"{module} listens on {port}, not on {ports['http']}")
            grpc = re.search(r"^grpc\.port=\$\{GRPC_PORT:(\d+)}", settings, re.M)
            if grpc and ports.get("grpc") != int(grpc.group(1)):
                fail(where, f"{module} serves gRPC on {grpc.group(1)}, not on {ports.get('grpc')}")


def check_image(where, path, image):
    if not isinstance(image, str):
        return
    tag = image.rpartition("/")[2].partition(":")[2]
    if "@sha256:" not in image and not re.match(r"\d+(\.\d+)+", tag.lstrip("v")):
        fail(where, f"{'/'.join(map(str, path))}: {image} is not pinned by a version")


def check_whole(where, documents, secrets):
    names = {}
    for d in documents:
        at = (d["kind"], d["metadata"]["name"])
        if at in names:
            fail(where, f"{at} is there twice")
        names[at] = d
    of = lambda kind: {n for k, n in names if k == kind}
    pods = list(workloads(documents))

    for d in documents:
        me, spec = f"{where} {d['kind']}/{d['metadata']['name']}", d.get("spec", {})
        if d["kind"] == "Service":
            hit = [p for _, labels, p in pods if matches(spec["selector"], labels)]
            if len(hit) != 1:
                fail(me, f"selects {len(hit)} workloads")
            for port in spec["ports"]:
                if hit and port["targetPort"] not in {p["name"] for p in hit[0]["containers"][0]["ports"]}:
                    fail(me, f"the pod has no port {port['targetPort']}")
        if d["kind"] == "PodDisruptionBudget" and len([1 for _, ls, _ in pods if matches(spec["selector"]["matchLabels"], ls)]) != 1:
            fail(me, "does not select one workload")
        if d["kind"] == "NetworkPolicy":
            hit = [p for _, labels, p in pods if matches(spec["podSelector"]["matchLabels"], labels)]
            if not hit:
                fail(me, "selects no pod")
            for rule in spec.get("ingress", []):
                for port in rule["ports"]:
                    if any(port["port"] not in {p["name"] for p in pod["containers"][0]["ports"]} for pod in hit):
                        fail(me, f"not every pod that is selected has the port {port['port']}")
        if d["kind"] in ("HorizontalPodAutoscaler", "ScaledObject"):
            target = spec["scaleTargetRef"]
            if (target["kind"], target["name"]) not in names:
                fail(me, f"there is no {target['kind']} {target['name']}")
            for trigger in spec.get("triggers", []):
                group = trigger["metadata"].get("consumerGroup")
                if group and not any(group in f.read_text() for f in ROOT.glob("routes-*/src/main/java/**/*Routes.java")):
                    fail(me, f"no route consumes as {group}")
                ref = trigger.get("authenticationRef", {}).get("name")
                if ref and ref not in of("TriggerAuthentication"):
                    fail(me, f"there is no TriggerAuthentication {ref}")
        if d["kind"] == "ServiceMonitor":
            ports = {p["name"] for s in documents if s["kind"] == "Service" for p in s["spec"]["ports"]}
            if {e["port"] for e in spec["endpoints"]} - ports:
                fail(me, "no Service has that port")
        for path, value in walk(d):
            if not isinstance(value, dict) or not path:
                continue
            last = path[-1]
            parent = path[-2] if len(path) > 1 else None
            if (last in ("secretKeyRef", "passwordSecret", "secretRef", "credentials") or parent == "secretTargetRef") and value.get("name") not in secrets:
                fail(me, f"nobody makes the Secret {value.get('name')}")
            if last == "secret" and value.get("secretName", value.get("name")) not in secrets:
                fail(me, f"nobody makes the Secret {value.get('secretName', value.get('name'))}")
            if last in ("configMapRef", "configMapKeyRef") and value["name"] not in of("ConfigMap"):
                fail(me, f"there is no ConfigMap {value['name']}")
        for path, value in walk(d):
            if path and path[-1] in ("image", "imageName"):
                check_image(me, path, value)
    for d, labels, pod in pods:
        me = f"{where} {d['kind']}/{d['metadata']['name']}"
        check_pod(me, d, labels, pod)
        account = pod.get("serviceAccountName") or d["spec"].get("serviceAccountName")
        if account not in of("ServiceAccount"):
            fail(me, f"there is no ServiceAccount {account}")
    scaled = [(d["spec"]["scaleTargetRef"]["name"]) for d in documents if d["kind"] in ("HorizontalPodAutoscaler", "ScaledObject")]
    if len(scaled) != len(set(scaled)):
        fail(where, "two things scale one workload")

    settings = names.get(("ConfigMap", "waybill"), {}).get("data", {})
    clusters = {d["metadata"]["name"] for d in documents if kind_of(d)[0] == "postgresql.cnpg.io" and d["kind"] == "Cluster"}
    if clusters and any(v not in {c + "-rw" for c in clusters} for k, v in settings.items() if k.endswith("_DB_HOST")):
        fail(where, "a service asks for a PostgreSQL that is not there")
    for d in documents:
        if d["kind"] == "Kafka":
            ports = {listener["port"] for listener in d["spec"]["kafka"]["listeners"]}
            host, _, port = settings["KAFKA_BROKERS"].partition(":")
            if host != d["metadata"]["name"] + "-kafka-bootstrap" or int(port) not in ports:
                fail(where, f"no listener of Kafka is at {settings['KAFKA_BROKERS']}")
    if of("KafkaTopic"):
        topics = set(yaml.safe_load(ASYNCAPI.read_text())["channels"])
        if topics != of("KafkaTopic"):
            fail(where, f"{ASYNCAPI.relative_to(ROOT)} and KafkaTopics differ: {sorted(topics ^ of('KafkaTopic'))}")


def built(folder):
    try:
        return build(folder)
    except NotBuilt as e:
        fail(folder, str(e))
        return []


def main():
    known = load_schemas()
    flows = json.loads(next(SCHEMAS.glob("camel-*.json")).read_text())
    made = [d for d in yaml.safe_load_all(subprocess.run([HERE / "make-secrets"], capture_output=True, text=True, check=True).stdout)]
    for d in made:
        check_schema("make-secrets", d, known)
    count = 0
    for folder in WHOLE + PARTS:
        documents = built(folder)
        count += len(documents)
        for d in documents:
            check_schema(f"{folder} {d['kind']}/{d['metadata']['name']}", d, known)
            if d["kind"] == "Kamelet":
                check_flow(f"{folder} {d['metadata']['name']}", d, flows)
        secrets = {d["metadata"]["name"] for d in made} | GIVEN
        for d in documents:
            if d["kind"] == "KafkaUser":
                secrets.add(d["metadata"]["name"])
            if d["kind"] == "Kafka":
                secrets.add(d["metadata"]["name"] + "-cluster-ca-cert")
            if d["kind"] == "Cluster":
                secrets.add(d["metadata"]["name"] + "-ca")
        if folder in WHOLE:
            check_whole(folder, documents, secrets)
        else:
            for d, labels, pod in workloads(documents):
                check_pod(f"{folder} {d['metadata']['name']}", d, labels, pod)
    compose = yaml.safe_load((ROOT / "compose.yml").read_text())
    for name, service in compose["services"].items():
        check_image(f"compose.yml {name}", ("image",), re.sub(r"\$\{\w+:-([^}]*)}", r"\1", service["image"]))
    for failure in sorted(set(failures)):
        print("FAILED  " + failure)
    print(f"check: {count} manifests of {len(WHOLE + PARTS)} kustomizations, {len(set(failures))} failures")
    sys.exit(1 if failures else 0)


main()
