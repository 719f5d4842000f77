package io.waybill.outbox;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Which headers of a message go to Kafka: all but those by which Camel's components are steered, as
 * in camel-kafka's own filter. That one makes a lower-case copy of each name and compares it with
 * every prefix in turn, twelve times an event.
 */
public final class EventHeaders implements HeaderFilterStrategy {
  private static final List<String> CAMEL = List.of("camel", "org.apache.camel.", "kafka.");

  @Override
  public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
    for (String prefix : CAMEL) {
      if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
    return true;
  }
}
