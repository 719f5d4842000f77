package io.waybill.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RequestIdFilterTest {
  private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
  private final MockHttpServletResponse response = new MockHttpServletResponse();
  private final List<String> seen = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"a", "order 66", "~!{}"})
  void keeps_the_callers_id(String id) throws Exception {
    request.addHeader("X-Request-Id", id);

    filter();

    assertThat(response.getHeaders("X-Request-Id")).containsExactly(id);
    assertThat(seen).containsExactly(id, id, id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "caf\u00e9", "a\tb", "a\nb", "a\u007f"})
  void replaces_an_id_that_is_not_printable_ascii(String id) throws Exception {
    request.addHeader("X-Request-Id", id);

    assertThatANewIdIsMade();
  }

  @Test
  void replaces_an_id_that_is_too_long() throws Exception {
    request.addHeader("X-Request-Id", "x".repeat(129));

    assertThatANewIdIsMade();
  }

  @Test
  void keeps_the_longest_allowed_id() throws Exception {
    request.addHeader("X-Request-Id", "x".repeat(128));

    filter();

    assertThat(response.getHeader("X-Request-Id")).isEqualTo("x".repeat(128));
  }

  @Test
  void makes_an_id_when_there_is_none() throws Exception {
    assertThatANewIdIsMade();
  }

  @Test
  void keeps_the_id_in_a_later_dispatch_of_the_same_request() throws Exception {
    filter();
    String id = response.getHeader("X-Request-Id");
    seen.clear();

    new RequestIdFilter()
        .doFilter(request, response, (req, res) -> seen.add(MDC.get("correlation_id")));

    assertThat(seen).containsExactly(id);
    assertThat(response.getHeader("X-Request-Id")).isEqualTo(id);
  }

  private void assertThatANewIdIsMade() throws Exception {
    filter();

    String id = response.getHeader("X-Request-Id");
    assertThat(UUID.fromString(id)).hasToString(id);
    assertThat(seen).containsExactly(id, id, id);
  }

  private void filter() throws Exception {
    new RequestIdFilter()
        .doFilter(
            request,
            response,
            (req, res) -> {
              HttpServletRequest inner = (HttpServletRequest) req;
              seen.add(MDC.get("correlation_id"));
              seen.add(inner.getHeader("x-request-id"));
              seen.add(String.join(",", Collections.list(inner.getHeaders("X-Request-Id"))));
              // As Camel does with the headers of a request.
              ((HttpServletResponse) res).addHeader("x-request-id", "again");
              ((HttpServletResponse) res).setHeader("X-REQUEST-ID", "again");
            });
    assertThat(MDC.get("correlation_id")).isNull();
  }
}
