package io.waybill.grpc.api;

import static io.waybill.grpc.api.TaskAnswers.text;
import static io.waybill.grpc.api.TaskAnswers.time;

import io.waybill.grpc.TaskStatus;
import io.waybill.grpc.server.CallMemory;
import io.waybill.proto.task.v1.ListTasksRequest;
import io.waybill.proto.task.v1.ListTasksResponse;
import io.waybill.proto.task.v1.Task;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** Pages of {@code ListTasks}, by the rules of AIP-158. */
final class TaskPages {
  /** Where a statement leaves its rows: the page stays the body. */
  static final String ROWS = "rows";

  private static final int DEFAULT_SIZE = 50;
  private static final int MAX_SIZE = 1000;

  /** A row and its message, with ids and actions of usual lengths. */
  private static final int BYTES_OF_ROW = 2048;

  /** A page with longer ones ends earlier. */
  private static final int MAX_BYTES = 1024 * 1024;

  private static final List<String> STATUSES =
      Stream.of(TaskStatus.values()).map(TaskStatus::toString).toList();

  private TaskPages() {}

  /** The rows become the answer. */
  static ListTasksResponse answerTo(Exchange exchange) {
    @SuppressWarnings("unchecked") // as camel-sql makes it
    List<Map<String, Object>> rows = exchange.getMessage().getHeader(ROWS, List.class);
    return answer(rows, exchange.getMessage().getBody(Page.class));
  }

  /** Throws {@code CallRefused} with every field that is wrong. */
  static Page page(ListTasksRequest request) {
    FieldChecks checks =
        new FieldChecks().text("resource_id", request.getResourceId(), FieldChecks.MAX_TEXT);
    if (request.getPageSize() < 0) {
      checks.add("page_size", "must not be negative");
    }
    if (!request.getStatus().isEmpty() && !STATUSES.contains(request.getStatus())) {
      checks.add("status", "must be one of " + String.join(", ", STATUSES));
    }
    OptionalLong before = OptionalLong.of(Long.MAX_VALUE);
    if (!request.getPageToken().isEmpty()) {
      before = PageToken.read(request.getPageToken(), request.getResourceId(), request.getStatus());
      if (before.isEmpty()) {
        checks.add(
            "page_token",
            "is not a token of this list; use next_page_token of the page before, with the same filters");
      }
    }
    checks.orRefuse();
    int size =
        request.getPageSize() == 0 ? DEFAULT_SIZE : Math.min(request.getPageSize(), MAX_SIZE);
    CallMemory.take((long) size * BYTES_OF_ROW);
    return new Page(size, request.getResourceId(), request.getStatus(), before.getAsLong());
  }

  /** The row beyond the page only tells that there is more. */
  static ListTasksResponse answer(List<Map<String, Object>> rows, Page page) {
    ListTasksResponse.Builder answer = ListTasksResponse.newBuilder();
    int most = Math.min(rows.size(), page.pageSize());
    int bytes = 0;
    int size = 0;
    while (size < most && bytes < MAX_BYTES) {
      Map<String, Object> row = rows.get(size);
      Task task =
          Task.newBuilder()
              .setTaskId(text(row, "id"))
              .setResourceId(text(row, "resource_id"))
              .setAction(text(row, "action"))
              .setStatus(text(row, "status"))
              .setCreatedAt(time(row, "created_micros"))
              .setUpdatedAt(time(row, "updated_micros"))
              .build();
      answer.addTasks(task);
      bytes += task.getSerializedSize();
      size++;
    }
    if (rows.size() > size) {
      long last = ((Number) rows.get(size - 1).get("queue_seq")).longValue();
      answer.setNextPageToken(page.nextToken(last));
    }
    return answer.build();
  }
}
