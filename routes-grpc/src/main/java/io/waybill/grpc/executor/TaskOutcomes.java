package io.waybill.grpc.executor;

import io.waybill.service.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges what an action route left behind: completed, to be repeated, or failed for good. */
public final class TaskOutcomes implements AggregationStrategy {
  private static final Logger LOG = LoggerFactory.getLogger(TaskOutcomes.class);
  private static final int REASON_LIMIT = 500;
  private static final int ELLIPSIS_BYTES = 3;

  /** NUL and unpaired surrogates, which PostgreSQL can't store. */
  private static final Pattern UNSTORABLE =
      Pattern.compile(
          "\\x00|[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])|(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]");

  private final ExecutorSettings settings;

  /**
   * @param settings limits of attempts and texts
   */
  public TaskOutcomes(ExecutorSettings settings) {
    this.settings = settings;
  }

  @Override
  public Exchange aggregate(Exchange exchange, Exchange action) {
    Task task = exchange.getProperty("task", Task.class);
    exchange.getMessage().setBody(outcomeOf(task, exchange.getMessage().getBody(), action));
    return exchange;
  }

  private Outcome outcomeOf(Task task, Object given, Exchange action) {
    if (action == null) {
      return notRun(task, new IllegalStateException("the action's route gave no answer"));
    }
    Exception failure = action.getException();
    if (failure == null && !action.isRollbackOnly()) {
      Object left = action.getMessage().getBody();
      String text = left == given ? "" : textOf(action.getMessage());
      return new Outcome(task, "completed", result(task, text), null);
    }
    return notRun(
        task,
        failure == null ? new IllegalStateException("the action's route rolled back") : failure);
  }

  /** The action is done, whatever it left behind. Of a stream, no more than is kept is read. */
  private String textOf(Message message) {
    try {
      if (message.getBody() instanceof InputStream stream) {
        try (stream) {
          return new String(stream.readNBytes(settings.resultLimit() + 1), StandardCharsets.UTF_8);
        }
      }
      return message.getBody(String.class);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      return "its answer can't be read as text: " + Reason.of(e);
    }
  }

  /** The outcome of an attempt that failed. */
  public Outcome notRun(Task task, Exception failure) {
    String reason = shortened(reasonOf(failure), REASON_LIMIT);
    if (task.attempt() >= settings.maxAttempts()) {
      LOG.warn(
          "Task {} ({} of resource {}) failed for good, attempt {}: {}",
          task.id(),
          task.action(),
          task.resourceId(),
          task.attempt(),
          reason,
          failure);
      return new Outcome(
          task,
          "failed",
          result(task, "failed after " + task.attempt() + " attempts: " + reason),
          null);
    }
    Duration pause = pauseAfter(task.attempt());
    LOG.warn(
        "Task {} ({} of resource {}) failed, attempt {} of {}, next in {} ms: {}",
        task.id(),
        task.action(),
        task.resourceId(),
        task.attempt(),
        settings.maxAttempts(),
        pause.toMillis(),
        reason);
    return new Outcome(task, "pending", null, pause.toMillis());
  }

  Duration pauseAfter(int attempt) {
    int doublings = Math.min(attempt - 1, 20);
    Duration pause = settings.backoff().multipliedBy(1L << doublings);
    return pause.compareTo(settings.backoffLimit()) < 0 ? pause : settings.backoffLimit();
  }

  private String result(Task task, String text) {
    String prefix =
        task.overdue()
            ? "ran without waiting further for event " + (task.sequence() - 1) + "; "
            : "";
    return shortened(prefix + (text == null ? "" : text), settings.resultLimit());
  }

  private static String reasonOf(Exception failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? "the action failed without saying why (see the log)"
        : message;
  }

  /** What PostgreSQL can store, in at most so many bytes of UTF-8. */
  static String shortened(String text, int bytes) {
    // A character has one byte or more: what is behind so many need not be looked at.
    String beginning = text.length() > bytes ? text.substring(0, bytes + 1) : text;
    String storable = UNSTORABLE.matcher(beginning).replaceAll("\uFFFD");
    if (storable.getBytes(StandardCharsets.UTF_8).length <= bytes
        && beginning.length() == text.length()) {
      return storable;
    }
    int length = 0;
    int end = 0;
    while (end < storable.length()) {
      int codePoint = storable.codePointAt(end);
      length += bytesOf(codePoint);
      if (length > bytes - ELLIPSIS_BYTES) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return storable.substring(0, end) + "…";
  }

  private static int bytesOf(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }
}
