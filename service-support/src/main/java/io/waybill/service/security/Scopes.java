package io.waybill.service.security;

/** What a caller may do, as named in the token's claim {@code scope} or {@code scp}. */
public final class Scopes {
  /** GET and HEAD on {@code /api}. */
  public static final String RESOURCES_READ = "resources:read";

  /** Every other method on {@code /api}. */
  public static final String RESOURCES_WRITE = "resources:write";

  /** The gRPC calls that read tasks. */
  public static final String TASKS_READ = "tasks:read";

  /** The gRPC calls that make tasks. */
  public static final String TASKS_WRITE = "tasks:write";

  /** The operator's calls on {@code /ops}, and {@code /metrics} where that is configured. */
  public static final String OPS = "ops";

  private Scopes() {}
}
