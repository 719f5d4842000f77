"""A Kubernetes API server without nodes, and the few calls that a check needs. See ../apiserver."""
import json, os, pathlib, secrets, shutil, ssl, subprocess, time, urllib.error, urllib.request

URL = "https://127.0.0.1:6443"
FIELD_MANAGER = "waybill"


class Refused(Exception):
    """What the server has against a manifest."""


class Server:
    def __init__(self, etcd, apiserver, folder):
        self.token = secrets.token_hex(16)
        self.folder = pathlib.Path(folder).resolve()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        (self.folder / "tokens.csv").write_text(f"{self.token},check,check,system:masters\n")
        key = self.folder / "accounts.key"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        self.processes = []
        self.run(etcd, f"--data-dir={self.folder}/etcd", "--unsafe-no-fsync", "--log-level=error")
        self.run(apiserver, "--etcd-servers=http://127.0.0.1:2379", "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1",
                 "--endpoint-reconciler-type=none", f"--cert-dir={self.folder}", f"--token-auth-file={self.folder}/tokens.csv",
                 "--authorization-mode=RBAC", "--service-cluster-ip-range=10.0.0.0/24", "--service-account-issuer=https://waybill",
                 f"--service-account-key-file={key}", f"--service-account-signing-key-file={key}")
        self.tls = None
        self.kinds = {}
        self.wait("the API server", lambda: self.call("GET", "/readyz") == b"ok")

    def run(self, program, *arguments, **environment):
        """Starts a program; its output is in a file beside its data."""
        log = self.folder / (pathlib.Path(program).name + ".log")
        self.processes.append(subprocess.Popen(
            [program, *arguments], stdout=log.open("w"), stderr=subprocess.STDOUT, env={**os.environ, **environment}))
        return log

    def wait(self, what, done, seconds=90):
        end = time.monotonic() + seconds
        while True:
            try:
                if done():
                    return
            except (OSError, Refused, ssl.SSLError):
                pass
            for process in self.processes:
                if process.poll() is not None:
                    raise SystemExit(f"apiserver: {process.args[0]} has ended; its log is in {self.folder}")
            if time.monotonic() > end:
                raise SystemExit(f"apiserver: {what} was not there after {seconds} s; the logs are in {self.folder}")
            time.sleep(0.2)

    def call(self, method, path, body=None, kind="application/json"):
        if self.tls is None:
            self.tls = ssl.create_default_context(cafile=self.folder / "apiserver.crt")
        request = urllib.request.Request(URL + path, method=method, data=body, headers={
            "Authorization": "Bearer " + self.token, "Content-Type": kind, "Accept": "application/json"})
        try:
            with urllib.request.urlopen(request, context=self.tls, timeout=30) as answer:
                return answer.read()
        except urllib.error.HTTPError as e:
            text = e.read().decode()
            raise Refused(json.loads(text)["message"] if text.startswith("{") else f"{e.code} {text}") from None

    def path(self, manifest, named=True):
        version, kind, meta = manifest["apiVersion"], manifest["kind"], manifest["metadata"]
        base = "/api/v1" if version == "v1" else f"/apis/{version}"
        if (version, kind) not in self.kinds:
            for found in json.loads(self.call("GET", base))["resources"]:
                if "/" not in found["name"]:
                    self.kinds[version, found["kind"]] = found
        if (version, kind) not in self.kinds:
            raise Refused(f"there is no {kind} in {version}")
        found = self.kinds[version, kind]
        if found["namespaced"]:
            base += f"/namespaces/{meta.get('namespace', 'waybill')}"
        return f"{base}/{found['name']}" + (f"/{meta['name']}" if named else "")

    def apply(self, manifest, dry=False):
        """Server-side apply; no field that the server does not know."""
        query = f"?fieldManager={FIELD_MANAGER}&fieldValidation=Strict&force=true" + ("&dryRun=All" if dry else "")
        # JSON is YAML.
        return json.loads(self.call("PATCH", self.path(manifest) + query, json.dumps(manifest).encode(), "application/apply-patch+yaml"))

    def create(self, manifest):
        """As a controller would, without leaving anything."""
        return json.loads(self.call("POST", self.path(manifest, named=False) + "?fieldValidation=Strict&dryRun=All", json.dumps(manifest).encode()))

    def get(self, manifest):
        return json.loads(self.call("GET", self.path(manifest)))

    def delete(self, manifest):
        """Where it still is: two kustomizations may have had it."""
        try:
            self.call("DELETE", self.path(manifest) + "?propagationPolicy=Background")
        except Refused as e:
            if "not found" not in str(e):
                raise

    def kubeconfig(self):
        file = self.folder / "kubeconfig"
        file.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "check",
            "clusters": [{"name": "check", "cluster": {"server": URL, "certificate-authority": str(self.folder / "apiserver.crt")}}],
            "users": [{"name": "check", "user": {"token": self.token}}],
            "contexts": [{"name": "check", "context": {"cluster": "check", "user": "check", "namespace": "waybill"}}]}))
        return file
