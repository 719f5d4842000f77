package io.waybill.rest.resource;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.rest.RestBindingMode;

/** The HTTP calls and the routes that serve them. {@code docs/openapi.yaml} describes them. */
final class ResourceApiRoutes extends RouteBuilder {
  private static final String JSON = "application/json";
  private static final String EDGE_HEADERS = "edgeHeaders";

  @Override
  public void configure() {
    getContext().getRegistry().bind(EDGE_HEADERS, ResourceHeaders.atTheEdge());
    restConfiguration()
        .component("platform-http")
        .bindingMode(RestBindingMode.off)
        // The calls' routes begin at HTTP itself: one step and one trace span less.
        .inlineRoutes(true)
        .endpointProperty("headerFilterStrategy", "#" + EDGE_HEADERS)
        // Bytes as they came: decoding them is the JSON parser's.
        .endpointProperty("useStreaming", "true")
        .endpointProperty("populateBodyWithForm", "false");

    // spotless:off
    rest("/api/v1/resources")
        .post().id("createResource")
            .consumes("application/json,application/*+json").produces(JSON)
            .to("direct:create-resource")
        .get().id("listResources")
            .produces(JSON)
            .to("direct:list-resources")
        .get("/{id}").id("getResource")
            .produces(JSON)
            .to("direct:find-resource")
        .put("/{id}").id("replaceResource")
            .consumes(JSON).produces(JSON)
            .to("direct:update-resource")
        .patch("/{id}").id("patchResource")
            .consumes("application/merge-patch+json").produces(JSON)
            .to("direct:patch-resource")
        .delete("/{id}").id("deleteResource")
            .to("direct:delete-resource");
    // spotless:on
  }
}
