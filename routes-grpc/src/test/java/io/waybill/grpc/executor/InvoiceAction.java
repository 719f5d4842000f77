package io.waybill.grpc.executor;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** The action that the README shows. */
@Component
class InvoiceAction extends RouteBuilder {
  @Override
  public void configure() {
    errorHandler(noErrorHandler());
    from("direct:action-send_invoice")
        .routeId("action-send_invoice")
        .marshal()
        .json()
        .to("{{billing.url}}/invoices")
        .setBody(constant("invoice sent"));
  }
}
