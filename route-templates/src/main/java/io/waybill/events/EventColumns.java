package io.waybill.events;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Turns a batch of events into arrays, one per attribute, that a single statement unnests. */
public final class EventColumns {
  private EventColumns() {}

  /**
   * Makes the named parameters of a statement that takes a batch.
   *
   * @param events the batch
   * @return {@code ids, types, subjects, times, keys, payloads, traceparents, correlationIds} as
   *     {@code String[]} and {@code sequences} as {@code Long[]}, all in the order of the batch
   */
  public static Map<String, Object> of(List<ReceivedEvent> events) {
    Map<String, Object> columns = new HashMap<>(16);
    columns.put("ids", column(events, ReceivedEvent::id));
    columns.put("types", column(events, ReceivedEvent::type));
    columns.put("subjects", column(events, ReceivedEvent::subject));
    columns.put("sequences", events.stream().map(ReceivedEvent::sequence).toArray(Long[]::new));
    columns.put("times", column(events, ReceivedEvent::time));
    columns.put("keys", column(events, ReceivedEvent::key));
    columns.put("payloads", column(events, ReceivedEvent::payload));
    columns.put("traceparents", column(events, ReceivedEvent::traceparent));
    columns.put("correlationIds", column(events, ReceivedEvent::correlationId));
    return columns;
  }

  private static String[] column(
      List<ReceivedEvent> events, Function<ReceivedEvent, String> attribute) {
    return events.stream().map(attribute).toArray(String[]::new);
  }
}
