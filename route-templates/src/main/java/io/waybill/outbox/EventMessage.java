package io.waybill.outbox;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.support.DefaultMessage;

/**
 * The message of an event. Its headers are found by their exact names: in Camel's own map, which
 * takes any case, a dozen of them cost more than all else that a message is made of.
 */
final class EventMessage extends DefaultMessage {
  private static final int CAPACITY = 32;

  EventMessage(CamelContext camel) {
    super(camel);
  }

  @Override
  protected Map<String, Object> createHeaders() {
    return new HashMap<>(CAPACITY);
  }
}
