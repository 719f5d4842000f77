package io.waybill.rest.resource;

import static io.waybill.rest.resource.ResourceRequests.PARAMETERS;

import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.apache.camel.Exchange;

/**
 * Lets a large answer leave the database only once there is memory for it. Statements whose answer
 * may be large take the parameter {@code room}, in bytes, and say in the column {@code bytes} how
 * many the answer has; if that is more, they have neither answered nor changed anything, and are
 * run again when this memory has been taken.
 */
final class AnswerRoom {
  static final String ROOM = "room";

  /** What each answer may have; a few large ones can't keep all others out. */
  static final int OF_ONE = 16 * 1024;

  static final int OF_PAGE = 64 * 1024;

  private static final String RUNS = "runs";

  /** A row that grows all the time, or a key whose first request is just ending. */
  private static final int MOST_RUNS = 5;

  private final ObjIntConsumer<Exchange> memory;

  /**
   * @param memory takes so many bytes until the exchange is done, or throws what the client is told
   */
  AnswerRoom(ObjIntConsumer<Exchange> memory) {
    this.memory = memory;
  }

  /** Whether the statement is to be run, or run again. */
  boolean isRunNeeded(Exchange exchange) {
    Map<?, ?> parameters = exchange.getProperty(PARAMETERS, Map.class);
    Object row = exchange.getMessage().getBody();
    int runs = parameters.get(RUNS) instanceof Integer some ? some : 0;
    if (runs == 0 && row == parameters) {
      return true;
    }
    if (row == null) {
      // The key's first request may have ended meanwhile: a new statement sees its answer.
      return runs == 1 && parameters.containsKey("idempotencyKey");
    }
    // After a failure the body is a problem.
    return runs < MOST_RUNS && row instanceof Map<?, ?> map && isShort(map, parameters);
  }

  /** Takes the memory that the last run has asked for, and makes its parameters the body. */
  void take(Exchange exchange) {
    @SuppressWarnings("unchecked")
    Map<String, Object> parameters = exchange.getProperty(PARAMETERS, Map.class);
    Map<?, ?> row = exchange.getMessage().getBody(Map.class);
    if (row != null && row != parameters) {
      int bytes = bytes(row);
      memory.accept(exchange, bytes);
      parameters.put(ROOM, bytes);
    }
    parameters.merge(RUNS, 1, (before, one) -> (Integer) before + 1);
    exchange.getMessage().setBody(parameters);
  }

  private static boolean isShort(Map<?, ?> row, Map<?, ?> parameters) {
    return row.get("bytes") != null && bytes(row) > (Integer) parameters.get(ROOM);
  }

  private static int bytes(Map<?, ?> row) {
    return ((Number) row.get("bytes")).intValue();
  }
}
