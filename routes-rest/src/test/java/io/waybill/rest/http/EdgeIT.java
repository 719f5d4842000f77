package io.waybill.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.rest.ServiceIT;
import io.waybill.service.http.EdgeFilter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;

/** What clients can't do to Camel, and what is counted of what they do. */
class EdgeIT extends ServiceIT {
  @Autowired private Map<String, FilterRegistrationBean<?>> filters;

  @Test
  void eachFilterIsRegisteredAtItsPlaceInTheListOfAll() {
    Map<String, Integer> places = new HashMap<>();
    filters.forEach(
        (name, filter) -> places.put(name, filter.getOrder() - Ordered.HIGHEST_PRECEDENCE));
    places.remove("testCaller");

    assertThat(places).hasSizeGreaterThan(10).containsEntry("httpMetricsFilter", 0);
    assertThat(places.values()).allMatch(place -> place < EdgeFilter.values().length);
  }

  @ParameterizedTest
  @CsvSource({
    "CamelSqlQuery, SELECT 'x' AS resource",
    "camelsqlquery, SELECT 'x' AS resource",
    "CAMELSQLQUERY, DROP TABLE resources",
    "CamelSqlParameters, x",
    "CamelHttpResponseCode, 299",
    "camelhttpresponsecode, 299",
    "CamelHttpUri, /hacked",
    "CamelHttpQuery, limit=0",
    "CamelFileName, x",
    "camelsqlparameters, x",
    "CamelHttpMethod, DELETE",
    "CamelHttpPath, /hacked",
    "CamelJmsDestinationName, other",
    "CamelKafkaTopic, other",
    "org.apache.camel.Exchange, x",
    "CamelRestHttpUri, x",
    "CamelHttpChunked, true",
    "kafka.OVERRIDE_TOPIC, other",
    "KAFKA.key, other",
    "id, other",
    "name, other",
    "eventId, other",
    "breadcrumbId, other",
    "Transfer, x"
  })
  void letsNoHeaderOrParameterReachAComponent(String name, String value) {
    HttpResponse<String> created = post("{\"name\":\"safe\"}", name, value);
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(body(created).get("name").asText()).isEqualTo("safe");
    String id = body(created).get("id").asText();
    assertThat(events(id)).hasSize(1);

    String query =
        "?"
            + URLEncoder.encode(name, StandardCharsets.UTF_8)
            + "="
            + URLEncoder.encode(value, StandardCharsets.UTF_8);
    HttpResponse<String> found = get(RESOURCES + "/" + id, name, value);
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(body(found)).isEqualTo(body(created));
    assertThat(found.headers().firstValue(name)).isEmpty();
    assertThat(created.headers().firstValue(name)).isEmpty();
    for (String path : List.of(RESOURCES, RESOURCES + "/" + id)) {
      assertThat(get(path + query).statusCode()).isEqualTo(400);
      assertThat(get(path + query).headers().firstValue(name)).isEmpty();
    }
    assertThat(get(RESOURCES, name, value).statusCode()).isEqualTo(200);
  }

  @Test
  void takesNoEncodedBody() {
    HttpResponse<String> refused = post("{\"name\":\"n\"}", "Content-Encoding", "gzip");
    assertThat(refused.statusCode()).isEqualTo(415);
    assertThat(body(refused).get("detail").asText()).contains("Content-Encoding");
    assertThat(post("{\"name\":\"n\"}", "Content-Encoding", "identity").statusCode())
        .isEqualTo(201);
  }

  @Test
  void takesNoConditionFromTheQuery() {
    String id = create("n");
    assertThat(get(RESOURCES + "/" + id + "?If-None-Match=*").statusCode()).isEqualTo(400);
    assertThat(delete(id + "?If-Match=%221%22").statusCode()).isEqualTo(400);
  }

  @Test
  void echoesNoRequestHeader() {
    HttpResponse<String> answer =
        post(
            "{\"name\":\"n\"}",
            "X-Secret",
            "echo-me",
            "Cookie",
            "echo-me",
            "Authorization",
            "echo-me",
            "tracestate",
            "echo=me",
            "Idempotency-Key",
            "echo-me-" + System.nanoTime());
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().map().keySet())
        .isSubsetOf(
            "cache-control",
            "connection",
            "content-length",
            "content-type",
            "date",
            "etag",
            "keep-alive",
            "location",
            "x-content-type-options",
            "x-frame-options",
            "x-request-id",
            "x-xss-protection");
    assertThat(answer.headers().map().toString()).doesNotContain("echo");
  }

  @Test
  void storesTheRequestIdWithTheEvent() {
    HttpResponse<String> answer = post("{\"name\":\"n\"}", "X-Request-Id", "from-the-caller");
    assertThat(header(answer, "X-Request-Id")).isEqualTo("from-the-caller");
    Map<String, Object> event = events(body(answer).get("id").asText()).get(0);
    assertThat(event).containsEntry("correlation_id", "from-the-caller");
  }

  @Test
  void countsByTemplate() {
    String id = create("n");
    get(RESOURCES + "/" + id);
    get("/no/such/path-" + id);

    String metrics = get("/metrics").body();
    assertThat(metrics)
        .containsPattern(
            "http_requests_total\\{method=\"GET\",path=\"/api/v1/resources/\\{id}\",status=\"200\"}"
                + " ")
        .containsPattern("http_requests_total\\{method=\"GET\",path=\"unknown\",status=\"404\"} ")
        .containsPattern(
            "http_request_duration_seconds_bucket\\{method=\"POST\",path=\"/api/v1/resources\",status=\"201\",le=\"0.005\"}"
                + " ")
        .containsPattern("(?m)^go_sql_open_connections [1-9]")
        .contains("hikaricp_connections_active")
        .doesNotContain(id);
  }
}
