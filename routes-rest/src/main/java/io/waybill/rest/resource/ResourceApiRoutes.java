package io.waybill.rest.resource;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.rest.RestBindingMode;

/** The HTTP calls and the routes that serve them. */
final class ResourceApiRoutes extends RouteBuilder {
  private static final String JSON = "application/json";
  private static final String ANY_JSON = "application/json,application/*+json";

  @Override
  public void configure() {
    restConfiguration()
        .component("platform-http")
        .bindingMode(RestBindingMode.off)
        // The calls' routes begin at HTTP itself: one step and one trace span less.
        .inlineRoutes(true)
        .endpointProperty("headerFilterStrategy", "#edgeHeaders")
        // Bytes as they came: decoding them is the JSON parser's.
        .endpointProperty("useStreaming", "true")
        .endpointProperty("populateBodyWithForm", "false");

    rest("/api/v1/resources")
        .post()
        .consumes(ANY_JSON)
        .produces(JSON)
        .to("direct:create-resource")
        .get()
        .produces(JSON)
        .to("direct:list-resources")
        .get("/{id}")
        .produces(JSON)
        .to("direct:find-resource")
        .put("/{id}")
        .consumes(ANY_JSON)
        .produces(JSON)
        .to("direct:update-resource")
        .delete("/{id}")
        .to("direct:delete-resource");
  }
}
