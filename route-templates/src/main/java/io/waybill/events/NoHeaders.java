package io.waybill.events;

import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Lets no header of a Kafka record become a header of a Camel message: {@link EventReader} and
 * {@link DeadLetter} read the record's own, and nothing that a caller sent can steer a component.
 */
public final class NoHeaders implements HeaderFilterStrategy {
  @Override
  public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
    return false;
  }

  @Override
  public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
    return true;
  }
}
