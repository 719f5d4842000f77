package io.waybill.outbox;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.http.base.HttpOperationFailedException;

/** The targets that docs/kamelets.md shows. */
class OwnTargets extends RouteBuilder {
  @Override
  public void configure() {
    from("kamelet:outbox-source?source=/shop/orders")
        .routeId("events-to-files")
        .split(body())
        .stopOnException()
        .to("file:{{events.folder}}?fileName=${header.ce_id}.json&tempPrefix=.part-");

    from("kamelet:outbox-source?source=/shop/orders")
        .routeId("events-to-http")
        .split(body())
        .stopOnException()
        .doTry()
        .to("{{partner.url}}/events?httpMethod=POST")
        .doCatch(HttpOperationFailedException.class)
        .onWhen(OwnTargets::isRefusal)
        .process(OwnTargets::refuse)
        .end();
  }

  /** Whether another try of the same request can't end otherwise. */
  private static boolean isRefusal(Exchange exchange) {
    int status = exchange.getException(HttpOperationFailedException.class).getStatusCode();
    return status >= 400 && status < 500 && status != 408 && status != 429;
  }

  private static void refuse(Exchange exchange) {
    throw new EventRefusedException(
        exchange.getMessage().getHeader("ce_id", String.class),
        "the partner answered " + failure(exchange).getStatusCode(),
        failure(exchange));
  }

  private static HttpOperationFailedException failure(Exchange exchange) {
    return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, HttpOperationFailedException.class);
  }
}
