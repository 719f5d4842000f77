package io.waybill.grpc.executor;

import io.waybill.service.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Judges what an action's route left behind: completed, to be repeated, or failed for good. */
@Component
final class AttemptResult implements AggregationStrategy {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptResult.class);
  private static final int REASON_LIMIT = 500;
  private static final int MOST_DOUBLINGS = 20;

  private final ExecutorSettings settings;

  AttemptResult(ExecutorSettings settings) {
    this.settings = settings;
  }

  /** The body of the first exchange is what the action was given; an outcome takes its place. */
  @Override
  public Exchange aggregate(Exchange exchange, Exchange action) {
    exchange.getMessage().setBody(outcomeOf(exchange.getMessage(), action));
    return exchange;
  }

  private Outcome outcomeOf(Message given, Exchange action) {
    Task task = given.getBody(ActionInput.class).task();
    if (action == null) {
      return failed(task, new IllegalStateException("the action's route gave no answer"));
    }
    if (action.getException() != null) {
      return failed(task, action.getException());
    }
    if (action.isRollbackOnly()) {
      return failed(task, new IllegalStateException("the action's route rolled back"));
    }
    Object left = action.getMessage().getBody();
    String text = left == given.getBody() ? "" : textOf(action.getMessage());
    return Outcome.completed(task, result(task, text));
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

  /** A step around the action has failed, and so has the attempt. */
  void failed(Exchange exchange) {
    Object body = exchange.getMessage().getBody();
    Task task =
        body instanceof ActionInput input
            ? input.task()
            : body instanceof Outcome outcome ? outcome.task() : (Task) body;
    exchange.getMessage().setBody(failed(task, ExecutorFailures.caught(exchange)));
  }

  private Outcome failed(Task task, Exception failure) {
    String reason = StorableText.of(reasonOf(failure), REASON_LIMIT);
    if (task.attempt() >= settings.maxAttempts()) {
      LOG.warn("{} failed for good, attempt {}: {}", task, task.attempt(), reason, failure);
      return Outcome.failed(
          task, result(task, "failed after " + task.attempt() + " attempts: " + reason));
    }
    long pause = pauseAfter(task.attempt()).toMillis();
    LOG.warn(
        "{} failed, attempt {} of {}, next in {} ms: {}",
        task,
        task.attempt(),
        settings.maxAttempts(),
        pause,
        reason);
    return Outcome.repeated(task, pause);
  }

  private Duration pauseAfter(int attempt) {
    int doublings = Math.min(attempt - 1, MOST_DOUBLINGS);
    Duration pause = settings.retryBackoff().multipliedBy(1L << doublings);
    Duration limit = settings.retryBackoffLimit();
    return pause.compareTo(limit) < 0 ? pause : limit;
  }

  private String result(Task task, String text) {
    String prefix =
        task.overdue()
            ? "ran without waiting further for event " + (task.sequence() - 1) + "; "
            : "";
    return StorableText.of(prefix + (text == null ? "" : text), settings.resultLimit());
  }

  private static String reasonOf(Exception failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? "the action failed without saying why (see the log)"
        : message;
  }
}
