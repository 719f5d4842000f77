package io.waybill.system.overload;

import io.waybill.local.stack.Stack;

/** An API, and what an accepted call of it leaves in processed_events. */
enum Api {
  REST("rest-1", "resource.created", "resource_id"),
  GRPC("grpc-1", "task.completed", "task_id");

  private final String process;
  private final String event;
  private final String column;

  Api(String process, String event, String column) {
    this.process = process;
    this.event = event;
    this.column = column;
  }

  /** The service's name in the stack. */
  String process() {
    return process;
  }

  Generator generator(Stack stack) {
    return this == REST
        ? new HttpGenerator(stack.restUrl())
        : new GrpcGenerator(stack.grpcAddress());
  }

  /** The type of the last event that an accepted call leads to. */
  String event() {
    return event;
  }

  /** Where that event has the id that the caller was told. */
  String column() {
    return column;
  }
}
