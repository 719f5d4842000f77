package io.waybill.rest.resource;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.rest.ResponseMessageDefinition;
import org.apache.camel.model.rest.RestBindingMode;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.model.rest.RestParamType;

/**
 * The HTTP calls and the routes that serve them. {@code openapi.json} is generated from this; what
 * is said of parameters, headers and answers here changes nothing at run time.
 */
public final class ResourceApiRoutes extends RouteBuilder {
  private static final String JSON = "application/json";
  private static final String ANY_JSON = "application/json,application/*+json";
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String BEARER = "bearer";
  private static final String READ = "resources:read";
  private static final String WRITE = "resources:write";
  private static final String ONE = "/{id}";
  private static final String ETAG = "ETag";
  private static final String REPLAYED = "Idempotent-Replayed";
  private static final String[] CONDITIONS = {Conditions.IF_MATCH, Conditions.IF_NONE_MATCH};

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

    RestDefinition rest =
        rest("/api/v1/resources")
            .tag("resources")
            .securityDefinitions()
            .bearerToken(BEARER, "JWT")
            .end();
    create(rest);
    list(rest);
    get(rest);
    replace(rest);
    patch(rest);
    delete(rest);
  }

  private static void create(RestDefinition rest) {
    rest.post()
        .id("createResource")
        .description("Create a resource")
        .security(BEARER, WRITE)
        .consumes(ANY_JSON)
        .produces(JSON);
    optional(rest, RestParamType.header, ResourceRequests.IDEMPOTENCY_KEY);
    answer(rest, 201, "The new resource, or the first answer to this Idempotency-Key again")
        .header(ETAG)
        .endHeader()
        .header("Location")
        .endHeader()
        .header(REPLAYED)
        .endHeader();
    keyed(rest);
    body(rest, "The body is not JSON, or is compressed");
    rest.to("direct:create-resource");
  }

  private static void list(RestDefinition rest) {
    rest.get()
        .id("listResources")
        .description("List resources, newest first, page by page")
        .security(BEARER, READ)
        .produces(JSON);
    optional(rest, RestParamType.query, ListQuery.PARAMETERS);
    answer(rest, 200, "One page; its Link header leads to the pages beside it")
        .header("Link")
        .endHeader()
        .header("X-Total-Count")
        .endHeader();
    rest.to("direct:list-resources");
  }

  private static void get(RestDefinition rest) {
    rest.get(ONE)
        .id("getResource")
        .description("Get a resource")
        .security(BEARER, READ)
        .produces(JSON);
    id(rest);
    optional(rest, RestParamType.header, CONDITIONS);
    answer(rest, 200, "The resource").header(ETAG).endHeader();
    answer(rest, 304, "The resource is still as If-None-Match names it").header(ETAG).endHeader();
    answer(rest, 412, "The resource is not as If-Match wants it");
    rest.to("direct:find-resource");
  }

  private static void replace(RestDefinition rest) {
    rest.put(ONE)
        .id("replaceResource")
        .description("Replace name, description and status of a resource")
        .security(BEARER, WRITE)
        .consumes(JSON)
        .produces(JSON);
    change(rest);
    answer(rest, 200, "The resource as it is now")
        .header(ETAG)
        .endHeader()
        .header(REPLAYED)
        .endHeader();
    body(rest, "The body is not JSON, or is compressed");
    rest.to("direct:update-resource");
  }

  private static void patch(RestDefinition rest) {
    rest.patch(ONE)
        .id("patchResource")
        .description("Change some fields of a resource")
        .security(BEARER, WRITE)
        .consumes(MERGE_PATCH)
        .produces(JSON);
    change(rest);
    answer(rest, 200, "The resource as it is now")
        .header(ETAG)
        .endHeader()
        .header(REPLAYED)
        .endHeader();
    body(rest, "The body is not a merge patch, or is compressed");
    rest.to("direct:patch-resource");
  }

  private static void delete(RestDefinition rest) {
    rest.delete(ONE).id("deleteResource").description("Delete a resource").security(BEARER, WRITE);
    change(rest);
    answer(rest, 204, "It is deleted").header(REPLAYED).endHeader();
    rest.to("direct:delete-resource");
  }

  /** What the calls that change a resource have in common. */
  private static void change(RestDefinition rest) {
    id(rest);
    optional(rest, RestParamType.header, CONDITIONS);
    optional(rest, RestParamType.header, ResourceRequests.IDEMPOTENCY_KEY);
    keyed(rest);
    answer(rest, 412, "The resource is not as If-Match or If-None-Match wants it");
  }

  private static void id(RestDefinition rest) {
    rest.param().type(RestParamType.path).name("id").endParam();
    answer(rest, 404, "There is no such resource");
    answer(rest, 410, "The resource was deleted");
  }

  private static void keyed(RestDefinition rest) {
    answer(rest, 409, "A request with this Idempotency-Key is still running");
    answer(rest, 422, "The Idempotency-Key belongs to another request");
  }

  private static void body(RestDefinition rest, String wrongType) {
    answer(rest, 413, "The body is larger than 1 MiB");
    answer(rest, 415, wrongType);
  }

  private static void optional(RestDefinition rest, RestParamType type, String... names) {
    for (String name : names) {
      rest.param().type(type).name(name).required(false).endParam();
    }
  }

  private static ResponseMessageDefinition answer(RestDefinition rest, int code, String message) {
    ResponseMessageDefinition answer = rest.responseMessage().code(code).message(message);
    answer.endResponseMessage();
    return answer;
  }
}
