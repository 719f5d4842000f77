package io.waybill.rest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.rest.ContractCheck;
import io.waybill.rest.ServiceIT;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.io.ClassPathResource;

/** The document holds for the running service, and the page is complete without other hosts. */
class DocsIT extends ServiceIT {
  private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

  /** Each answer is held against the document as it comes, as those of all other tests are. */
  @Test
  void describesEveryOperation() {
    String id = create("n");
    put(id, "{\"name\":\"m\",\"description\":\"d\"}");
    patch(id, "{\"description\":null}");
    get(RESOURCES + "/" + id);
    create("another");
    assertThat(header(get(RESOURCES + "?limit=1"), "Link")).isNotNull();
    delete(id);
    get("/health");
    get("/health/liveness");
    get("/health/readiness");
    get("/metrics");
    get("/openapi.json");
    get("/docs");
    assertThat(ContractCheck.seen()).containsAll(ContractCheck.operations());
  }

  @Test
  void servesTheDocument() {
    HttpResponse<String> document = get("/openapi.json");
    assertThat(document.statusCode()).isEqualTo(200);
    assertThat(header(document, "Content-Type")).isEqualTo("application/json");
    assertThat(body(document).get("openapi").asText()).startsWith("3.");
  }

  @Test
  void servesAPageThatNeedsNoOtherHost() {
    HttpResponse<String> page = get("/docs");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(header(page, "Content-Type")).startsWith("text/html");
    assertThat(header(page, "Content-Security-Policy")).contains("default-src 'none'");
    assertThat(LINK.matcher(page.body()).results())
        .hasSizeGreaterThan(3)
        .allSatisfy(
            link -> {
              assertThat(link.group(1)).doesNotStartWith("/").doesNotContain("//");
              assertThat(get("/" + link.group(1)).statusCode()).as(link.group(1)).isEqualTo(200);
            });
    assertThat(get("/docs/swagger-initializer.js").body())
        .contains("openapi.json")
        .doesNotContain("petstore");
  }

  /** A proxy serves the service under /wb/, and takes that off. */
  @Test
  void linksToWhereTheCallerIs() {
    String[] behind = {"X-Forwarded-Prefix", "/wb"};
    HttpResponse<String> created = post("{\"name\":\"n\"}", behind);
    String path = "/wb" + RESOURCES;
    assertThat(header(created, "Location"))
        .isEqualTo(path + "/" + body(created).get("id").asText());
    create("another");
    assertThat(header(get(RESOURCES + "?limit=1", behind), "Link")).startsWith("<" + path + "?");
    assertThat(body(get(RESOURCES + "/none", behind)).get("instance").asText())
        .isEqualTo(path + "/none");
    assertThat(body(get("/openapi.json", behind)).at("/servers/0/url").asText()).isEqualTo("/wb");
    assertThat(body(get("/openapi.json")).at("/servers/0/url").asText()).isEqualTo("/");
  }

  @Test
  void namesThePublicUrl() throws Exception {
    var document =
        new ServedDocument(
            new ClassPathResource("docs/openapi.yaml"), "https://api.example.com/wb/");
    assertThat(new ObjectMapper().readTree(document.under("")).at("/servers/0/url").asText())
        .isEqualTo("https://api.example.com/wb");
  }

  @ParameterizedTest
  @CsvSource({"/docs/", "/docs/index.html"})
  void leadsToThePage(String path) {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(301);
    assertThat(answer.uri().resolve(header(answer, "Location")).getPath()).isEqualTo("/docs");
  }

  @ParameterizedTest
  @CsvSource({"/docs/none.js", "/docs/x/swagger-ui.css", "/docs/..%2fapplication.properties"})
  void servesNothingElse(String path) {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isIn(400, 404);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
  }
}
