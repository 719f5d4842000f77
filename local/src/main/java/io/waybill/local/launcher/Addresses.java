package io.waybill.local.launcher;

import io.waybill.local.stack.Stack;

/** What a user can do now, to copy. */
record Addresses(Stack stack, Workplace workplace) {

  String text() {
    return """

        Up. Try it:
          curl -i -H 'Content-Type: application/json' -d '{"name":"a parcel"}' %1$s/api/v1/resources
          curl -s '%1$s/api/v1/resources?limit=3'
          grpcurl -plaintext -d '{"page_size":3}' %2$s task.v1.TaskService/ListTasks
          grpcurl -plaintext -d '{"resource_id":"r-1","action":"weigh"}' %2$s task.v1.TaskService/ProcessTask
          npx @bufbuild/buf curl --protocol grpc --http2-prior-knowledge -d '{"page_size":3}' http://%2$s/task.v1.TaskService/ListTasks
          %13$s -c 'SELECT event_type, resource_id, processed_at FROM processed_events ORDER BY processed_at DESC LIMIT 5'
          %14$s

        REST %4$s   gRPC %5$s   Kafka %6$s
        Health %7$s/health %8$s/health %9$s/health
        Logs %3$s/logs   Addresses as variables %3$s/env
        %10$s   %11$s   %12$s

        """
        .formatted(
            stack.restUrl(),
            stack.grpcAddress(),
            workplace.directory().getFileName(),
            String.join(" ", stack.restUrls()),
            String.join(" ", stack.grpcAddresses()),
            stack.kafkaBrokers(),
            stack.restUrl(),
            stack.httpUrl("grpc-1"),
            stack.httpUrl("worker-1"),
            workplace.command("status"),
            workplace.command("stop NAME") + ", " + workplace.command("start NAME"),
            workplace.command("stop"),
            workplace.command("psql worker"),
            workplace.command("topic task.completed"));
  }
}
