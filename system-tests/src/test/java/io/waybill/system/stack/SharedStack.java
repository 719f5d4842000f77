package io.waybill.system.stack;

import io.waybill.contract.PublishedEvents;
import io.waybill.local.Topics;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.otlp.SpanReceiver;
import java.time.Duration;
import java.util.Map;

/** One stack for all tests of this JVM; whatever a test left stopped is started before the next. */
public final class SharedStack {
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);
  // A killed executor's tasks wait for the end of its lease; the default of 30 s would make the
  // tests long, not better.
  private static final Map<String, String> SHORT_LEASE =
      Map.of(
          "TASKS_LEASE",
          System.getProperty("system-tests.tasks-lease", "6s"),
          "TASKS_RENEW_INTERVAL",
          "2000");
  private static final Map<String, String> LOGS_AS_IN_PRODUCTION =
      Map.of("LOGGING_STRUCTURED_FORMAT_CONSOLE", "io.waybill.service.logging.JsonLogFormat");
  private static final SpanReceiver SPANS = new SpanReceiver();
  private static Stack stack;

  private SharedStack() {}

  /** The stack, all of it ready. */
  static synchronized Stack ready() {
    if (stack == null) {
      stack = make();
    }
    if (!stack.isAnythingRunning()) {
      stack.start();
    }
    for (String name : stack.names()) {
      if (!stack.isRunning(name)) {
        stack.start(name);
      }
      if (!stack.isReady(name)) {
        stack.awaitReady(name, READY_LIMIT);
      }
    }
    return stack;
  }

  /**
   * A stack without data of which nothing has been started; the tests that follow go on with it.
   */
  public static synchronized Stack unstarted() {
    close();
    stack = make();
    return stack;
  }

  /** Where the services of the stack send their spans. */
  public static SpanReceiver spans() {
    return SPANS;
  }

  /** Of Kafka, if it runs; it keeps the events for the next time. */
  static synchronized void checkEvents() {
    if (stack != null && stack.isRunning("kafka")) {
      PublishedEvents.check(stack.kafkaBrokers(), Topics.events());
    }
  }

  static synchronized void close() {
    if (stack != null) {
      stack.close();
      stack = null;
    }
  }

  // Not a temporary directory: the logs are wanted when a test has failed.
  private static Stack make() {
    Stack.Builder builder =
        CleanStack.builder(System.getProperty("system-tests.stack", "stack"))
            .environment(Service.GRPC, SHORT_LEASE)
            .progress(line -> System.out.println("stack: " + line));
    for (Service service : Service.values()) {
      builder.environment(service, SPANS.environment());
      builder.environment(service, LOGS_AS_IN_PRODUCTION);
    }
    Stack made = builder.build();
    Runtime.getRuntime().addShutdownHook(new Thread(made::close, "stack-close"));
    return made;
  }
}
