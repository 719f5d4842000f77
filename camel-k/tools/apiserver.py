"""Every kustomization on an API server, and the image form through the Camel K operator. See ../apiserver."""
import copy, json, pathlib, subprocess, sys

import kube
from manifests import HERE, PARTS, SCHEMAS, WHOLE, build, load_all

ETCD, APISERVER, *OPERATOR = sys.argv[1:]
failures = []


def fail(where, what):
    failures.append(f"{where}: {what}")


def name_of(manifest):
    return f"{manifest['kind']}/{manifest['metadata']['name']}"


def install(server, folders):
    crds = [d for folder in folders for f in sorted(folder.glob("*.yaml")) for d in load_all(f.read_text())
            if d and d.get("kind") == "CustomResourceDefinition"]
    for crd in crds:
        server.apply(crd)
    for crd in crds:
        server.wait(name_of(crd), lambda crd=crd: any(
            c["type"] == "Established" and c["status"] == "True" for c in server.get(crd).get("status", {}).get("conditions", [])))
    return len(crds)


def pod_of(deployment):
    template = deployment["spec"]["template"]
    return {"apiVersion": "v1", "kind": "Pod", "spec": template["spec"],
            "metadata": {"name": deployment["metadata"]["name"], "namespace": "waybill", "labels": template["metadata"]["labels"]}}


def put(server, where, documents):
    """Dry, for real, and the pods that would come of it; answers what is there now."""
    there = []
    for d in sorted(documents, key=lambda d: d["kind"] != "Namespace"):
        try:
            server.apply(d, dry=True)
            there.append(server.apply(d))
        except kube.Refused as e:
            fail(f"{where} {name_of(d)}", str(e))
    for d in there:
        if d["kind"] == "Deployment":
            try:
                server.create(pod_of(d))
            except kube.Refused as e:
                fail(f"{where} pod of {name_of(d)}", str(e))
    return there


def clear(server, there):
    for d in reversed(there):
        if d["kind"] != "Namespace":
            server.delete(d)


def wrong(documents):
    """Manifests that must be refused, each for another reason."""
    one = {name_of(d): d for d in documents}

    def changed(name, change):
        manifest = copy.deepcopy(one[name])
        change(manifest)
        return manifest
    yield "a field that is unknown to Kubernetes", changed("Deployment/rest-service", lambda d: d["spec"].update(replica=2))
    yield "a field that is unknown to a CRD", changed("KafkaTopic/resource.created", lambda d: d["spec"].update(partition=6))
    yield "a selector that misses its own pods", changed(
        "Deployment/rest-service", lambda d: d["spec"]["selector"]["matchLabels"].update(app="another"))
    yield "a quantity that is none", changed(
        "Deployment/rest-service", lambda d: d["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"].update(memory="much"))
    yield "a change that a CEL rule of a CRD forbids", changed("Database/restdb", lambda d: d["spec"].update(name="another"))
    privileged = copy.deepcopy(pod_of(one["Deployment/rest-service"]))
    privileged["spec"]["containers"][0]["securityContext"]["allowPrivilegeEscalation"] = True
    yield "a pod with privileges", privileged


def refuses(server, there):
    for what, manifest in wrong(there):
        try:
            if manifest["kind"] == "Pod":
                server.create(bare(manifest))
            else:
                server.apply(bare(manifest), dry=True)
        except kube.Refused as e:
            print(f"refused as it must be: {what}: {str(e)[:160]}")
        else:
            fail("sabotage", f"{what} was accepted")


def bare(manifest):
    """Without what the server has added."""
    manifest = copy.deepcopy(manifest)
    manifest.pop("status", None)
    manifest["metadata"] = {k: v for k, v in manifest["metadata"].items() if k in ("name", "namespace", "labels", "annotations")}
    return manifest


# --- the operator

def agree(where, wanted, found, path=""):
    """Whatever plain/ says is said of the operator's pod too; it may say more."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key, value in wanted.items():
            agree(where, value, found.get(key), f"{path}/{key}")
    elif isinstance(wanted, list) and isinstance(found, list) and wanted and isinstance(wanted[0], dict) and "name" in wanted[0]:
        by_name = {f.get("name"): f for f in found}
        for value in wanted:
            agree(where, value, by_name.get(value["name"]), f"{path}/{value['name']}")
    elif wanted != found:
        fail(where, f"{path} is {json.dumps(found)}, in plain/ {json.dumps(wanted)}")


def reconcile(server, plain):
    """The operator makes of each Integration the Deployment that plain/ has."""
    operator, resources = OPERATOR[0], pathlib.Path(OPERATOR[1])
    install(server, [resources / "config/crd/bases"])
    # Where the operator makes its catalog itself, it may not see it yet when it asks for it; its platform then stays in error.
    for catalog in (resources / "resources").glob("camel-catalog-*.yaml"):
        for d in load_all(catalog.read_text()):
            server.apply(d)
    # It wants to know a registry even where it builds nothing.
    platform = server.apply({
        "apiVersion": "camel.apache.org/v1", "kind": "IntegrationPlatform", "metadata": {"name": "camel-k", "namespace": "waybill"},
        "spec": {"cluster": "Kubernetes", "build": {"registry": {"address": "registry.invalid"}}}})
    log = server.run(operator, "operator", "--leader-election=false", KUBECONFIG=str(server.kubeconfig()), WATCH_NAMESPACE="waybill",
                     NAMESPACE="waybill", HOME=str(server.folder), KAMEL_INSTALL_DEFAULT_KAMELETS="false")
    server.wait("the IntegrationPlatform", lambda: server.get(platform).get("status", {}).get("phase") == "Ready", seconds=60)
    there = put(server, "image", build("image"))
    for wanted in [d for d in plain if d["kind"] == "Deployment"]:
        where = f"operator {name_of(wanted)}"
        try:
            server.wait(where, lambda wanted=wanted: server.get(wanted)["spec"], seconds=60)
        except SystemExit:
            integration = server.get({**wanted, "apiVersion": "camel.apache.org/v1", "kind": "Integration"})
            fail(where, f"the operator did not make it; the Integration's status: {json.dumps(integration.get('status', {}))}; log: {log}")
            continue
        made = server.get(wanted)
        agree(where, wanted["spec"]["template"]["spec"], made["spec"]["template"]["spec"])
        agree(where, wanted["spec"]["template"]["metadata"]["labels"], made["spec"]["template"]["metadata"]["labels"])
        agree(where, wanted["spec"]["strategy"], made["spec"]["strategy"])
        try:
            server.create(pod_of(made))
        except kube.Refused as e:
            fail(f"pod of {where}", str(e))
        print(f"the operator made {name_of(made)}: {made['spec']['template']['spec']['containers'][0]['image']}")
    return there


def main():
    server = kube.Server(ETCD, APISERVER, HERE / ".apiserver/run")
    count = install(server, [f for f in SCHEMAS.iterdir() if f.is_dir()])
    print(f"the server has {count} CRDs")
    made = list(load_all(subprocess.run([HERE / "make-secrets"], capture_output=True, text=True, check=True).stdout))
    put(server, "overlays/namespace", build("overlays/namespace"))
    put(server, "make-secrets", made)
    tried, plain = 0, []
    for folder in WHOLE + ["kamelets"]:
        documents = build(folder)
        there = put(server, folder, documents)
        tried += len(documents)
        if folder == "plain":
            plain = there
        if folder == "overlays/production-plain":
            refuses(server, there)
        clear(server, there)
    for folder in PARTS:
        stable = put(server, folder, build(folder.rpartition("/")[2]))
        documents = build(folder)
        beside = put(server, folder, documents)
        tried += len(documents)
        clear(server, stable + beside)
    if OPERATOR:
        reconcile(server, plain)
    for failure in sorted(set(failures)):
        print("FAILED  " + failure)
    print(f"apiserver: {tried} manifests of {len(WHOLE + PARTS) + 1} kustomizations, {len(set(failures))} failures")
    sys.exit(1 if failures else 0)


main()
