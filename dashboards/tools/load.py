"""Load of clients: resources over HTTP, tasks over gRPC, at a steady pace that can be changed."""
import json
import random
import threading
import time
import urllib.error
import urllib.request

import grpc


def text_field(number, text):
    """A string field of a protobuf message; these requests are too small to need generated code."""
    data = text.encode()
    return bytes([number << 3 | 2, len(data)]) + data


class Load:
    def __init__(self, rest_url, grpc_addr, threads=24):
        self.api = rest_url + "/api/v1/resources"
        self.channel = grpc.insecure_channel(grpc_addr)
        self.pace = 20.0  # calls a second, of all threads
        self.ended = threading.Event()
        self.ids = []
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(threads)]
        for thread in self.threads:
            thread.start()

    def run(self):
        while not self.ended.wait(random.uniform(0.5, 1.5) * len(self.threads) / self.pace):
            try:
                self.call_once()
            except (urllib.error.URLError, OSError, grpc.RpcError, ValueError):
                pass  # the services are being broken on purpose

    def call_once(self):
        kind = random.random()
        if kind < 0.35:
            self.ids.append(self.http("POST", self.api, {"name": f"parcel {time.time()}"})["id"])
            del self.ids[:-500]
        elif kind < 0.6 and self.ids:
            self.http("PUT", f"{self.api}/{random.choice(self.ids)}", {"name": "changed", "status": "moved"})
        elif kind < 0.65 and self.ids:
            self.http("DELETE", f"{self.api}/{self.ids.pop(random.randrange(len(self.ids)))}")
        elif kind < 0.75 and self.ids:
            self.http("GET", f"{self.api}/{random.choice(self.ids)}")
        elif kind < 0.8:
            self.http("GET", self.api + "?limit=5")
        elif kind < 0.95:
            task = self.task(f"r-{random.randrange(50)}", "weigh")
            self.grpc("GetTaskStatus", task[: 2 + task[1]])  # the answer begins with task_id, which the request wants
        else:
            self.grpc("ListTasks", b"")

    def task(self, resource, action):
        return self.grpc("ProcessTask", text_field(1, resource) + text_field(2, action))

    def http(self, method, url, body=None):
        request = urllib.request.Request(url, method=method, headers={"Content-Type": "application/json"},
                                         data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def grpc(self, method, request):
        return self.channel.unary_unary(f"/task.v1.TaskService/{method}")(request, timeout=10)

    def stop(self):
        self.ended.set()
        for thread in self.threads:
            thread.join(15)
        self.channel.close()
