// Drives task.v1 with the client that protoc-gen-es generates.
import { strict as assert } from "node:assert";
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { TaskService } from "./gen/task/v1/task_pb.js";

const token = process.env.GRPC_TOKEN;
const tasks = createClient(
  TaskService,
  createGrpcTransport({
    baseUrl: `http://${process.env.GRPC_URL}`,
    interceptors: token ? [(next) => (call) => (call.header.set("authorization", `Bearer ${token}`), next(call))] : [],
  }),
);
const resourceId = randomUUID();
const request = { resourceId, action: "print", metadata: { colour: "modrá" }, requestId: randomUUID() };
const accepted = await tasks.processTask(request);
const again = await tasks.processTask(request);
assert.equal(again.taskId, accepted.taskId, "the same request_id made another task");
const deadline = Date.now() + 30_000;
let state = await tasks.getTaskStatus({ taskId: accepted.taskId });
while (state.status !== "completed") {
  assert(Date.now() < deadline, "the task was not completed within 30 s");
  await setTimeout(100);
  state = await tasks.getTaskStatus({ taskId: accepted.taskId });
}
assert(timestampDate(state.createdAt!) <= timestampDate(state.updatedAt!));
const page = await tasks.listTasks({ resourceId, pageSize: 10 });
assert.deepEqual(page.tasks.map((task) => task.taskId), [accepted.taskId]);
try {
  await tasks.processTask({});
  assert.fail("an empty request was accepted");
} catch (error) {
  assert(error instanceof ConnectError, String(error));
  assert.equal(error.code, Code.InvalidArgument);
  assert(error.metadata.get("x-request-id"), "no request id in the trailers");
}
console.log("typescript: a task accepted once, completed, listed; a refusal with its request id");
process.exit(0);
