package io.waybill.local;

import java.util.List;

/** The topics of Waybill. Services create none; the program that starts Kafka creates these. */
public final class Topics {
  public static final String RESOURCE_CREATED = "resource.created";
  public static final String RESOURCE_UPDATED = "resource.updated";
  public static final String RESOURCE_DELETED = "resource.deleted";
  public static final String TASK_PROCESS = "task.process";
  public static final String TASK_COMPLETED = "task.completed";
  public static final String DEAD_LETTER_GRPC = "dead-letter.grpc";
  public static final String DEAD_LETTER_WORKER = "dead-letter.worker";

  /** Room for the event of the largest body that the REST API takes, 1 MiB. */
  public static final int MAX_MESSAGE_BYTES = 1_179_648;

  /** The same for every topic, so that one consumer gets all topics of a key. */
  public static final int PARTITIONS = 6;

  private static final List<String> ALL =
      List.of(
          RESOURCE_CREATED,
          RESOURCE_UPDATED,
          RESOURCE_DELETED,
          TASK_PROCESS,
          TASK_COMPLETED,
          DEAD_LETTER_GRPC,
          DEAD_LETTER_WORKER);

  private Topics() {}

  /** All topics. */
  public static List<String> all() {
    return ALL;
  }

  /** The same as {@link #all()}, for varargs calls. */
  public static String[] names() {
    return ALL.toArray(String[]::new);
  }
}
