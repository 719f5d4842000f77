"""Drives task.v1 with the client that grpcio-tools generates."""

import os
import time
import uuid

import grpc
from task.v1 import task_pb2, task_pb2_grpc

TOKEN = os.environ.get("GRPC_TOKEN")
METADATA = [("authorization", f"Bearer {TOKEN}")] if TOKEN else []

with grpc.insecure_channel(os.environ["GRPC_URL"]) as channel:
    tasks = task_pb2_grpc.TaskServiceStub(channel)
    resource = str(uuid.uuid4())
    request = task_pb2.ProcessTaskRequest(
        resource_id=resource, action="print", metadata={"colour": "modrá"}, request_id=str(uuid.uuid4())
    )
    accepted = tasks.ProcessTask(request, metadata=METADATA)
    again = tasks.ProcessTask(request, metadata=METADATA)
    assert again.task_id == accepted.task_id, "the same request_id made another task"

    def status():
        return tasks.GetTaskStatus(task_pb2.GetTaskStatusRequest(task_id=accepted.task_id), metadata=METADATA)

    deadline = time.monotonic() + 30
    while status().status != "completed":
        assert time.monotonic() < deadline, "the task was not completed within 30 s"
        time.sleep(0.1)
    assert status().created_at.ToDatetime() <= status().updated_at.ToDatetime()
    page = tasks.ListTasks(task_pb2.ListTasksRequest(resource_id=resource, page_size=10), metadata=METADATA)
    assert [task.task_id for task in page.tasks] == [accepted.task_id]
    try:
        tasks.ProcessTask(task_pb2.ProcessTaskRequest(), metadata=METADATA)
        raise AssertionError("an empty request was accepted")
    except grpc.RpcError as refused:
        assert refused.code() == grpc.StatusCode.INVALID_ARGUMENT, refused
        assert dict(refused.trailing_metadata()).get("x-request-id"), "no request id in the trailers"
print("python: a task accepted once, completed, listed; a refusal with its request id")
