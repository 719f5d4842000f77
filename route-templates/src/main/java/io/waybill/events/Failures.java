package io.waybill.events;

import com.fasterxml.jackson.core.JacksonException;
import io.waybill.sql.SqlStates;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.kafka.common.KafkaException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Tells a failure that the event itself causes, which every retry repeats, from a failure of the
 * database, the network or the broker, which passes.
 */
public final class Failures {
  private static final int LONGEST_REASON = 1000;

  private static final RepeatedFailureLog REPEATED = new RepeatedFailureLog(Failures.class);

  private Failures() {}

  /**
   * True when trying again can't help: the database refused the data ({@link SqlStates#DATA}), or
   * the code behind failed on it. A database, network or broker that is away is not permanent, and
   * neither is a schema that is not there yet.
   */
  public static boolean isPermanent(Throwable failure) {
    // Before anything else: Spring takes some of these for a database that is away.
    String state = state(failure);
    if (state != null) {
      return SqlStates.DATA.include(state);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (isOfTheText(cause)) {
        return true;
      }
      if (isOfTheWorld(cause)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether it is the row that a statement reads or writes: the database refused its data, or can't
   * read it because it is damaged.
   */
  public static boolean isOfTheRow(Throwable failure) {
    String state = state(failure);
    return SqlStates.DATA.include(state) || SqlStates.DAMAGED.include(state);
  }

  /** The first in the causes, which is that of the statement; or null. */
  private static String state(Throwable failure) {
    return SqlStates.causes(failure)
        .filter(SQLException.class::isInstance)
        .map(cause -> ((SQLException) cause).getSQLState())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /**
   * The same of what a {@code doCatch} is about to catch. It is the exchange's own exception then;
   * the property {@code CamelExceptionCaught} may be that of an earlier failure, or missing.
   */
  public static boolean isOfTheEvent(Exchange exchange) {
    Throwable failure = exchange.getException();
    if (failure == null) {
      failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }
    return failure != null && isPermanent(failure);
  }

  /** I/O exceptions by their class, but what they don't like is the text of the event. */
  private static boolean isOfTheText(Throwable cause) {
    return cause instanceof JacksonException
        || cause instanceof CharacterCodingException
        || cause instanceof StackOverflowError;
  }

  private static boolean isOfTheWorld(Throwable cause) {
    return cause instanceof SQLException
        || cause instanceof DataAccessResourceFailureException
        || cause instanceof TransientDataAccessException
        || cause instanceof TransactionException
        || cause instanceof KafkaException
        || cause instanceof IOException
        || cause instanceof TimeoutException
        || cause instanceof InterruptedException
        || cause instanceof Error;
  }

  /** Makes the consumer read the batch again. */
  public static void again(
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
      @ExchangeProperty(EventBatch.PROPERTY) EventBatch batch)
      throws Exception {
    if (batch == null) {
      throw failure;
    }
    EventMeters.failed(EventBatch.events(batch));
    batch
        .correlation()
        .log(() -> REPEATED.warn(batch + " was not processed and is read again", failure));
    batch.readAgain(failure);
  }

  /** What went wrong, for the reader of a dead letter: the deepest message, bounded. */
  public static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message =
        root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return message.length() > LONGEST_REASON ? message.substring(0, LONGEST_REASON) : message;
  }
}
