package io.waybill.operator;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;

/**
 * Runs a route on an exchange of its own. A failure there comes back as a plain exception: a mark
 * of the other route's error handler on this exchange would keep this route's from handling it.
 */
final class Apart implements Processor {
  private final String uri;

  Apart(String uri) {
    this.uri = uri;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    Exchange apart = new DefaultExchange(exchange.getContext());
    apart.getProperties().putAll(exchange.getProperties());
    apart.getMessage().setBody(exchange.getMessage().getBody());
    try (ProducerTemplate camel = exchange.getContext().createProducerTemplate()) {
      camel.send(exchange.getContext().resolvePropertyPlaceholders(uri), apart);
    }
    if (apart.getException() != null) {
      throw apart.getException();
    }
    exchange.getMessage().setBody(apart.getMessage().getBody());
  }
}
