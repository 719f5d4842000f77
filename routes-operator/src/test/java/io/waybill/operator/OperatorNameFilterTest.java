package io.waybill.operator;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class OperatorNameFilterTest {
  private String nameFor(String subject) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/ops/outbox");
    request.addHeader("x-operator", "somebody else");
    request.setUserPrincipal(() -> subject);
    MockFilterChain chain = new MockFilterChain();
    new OperatorNameFilter().doFilter(request, new MockHttpServletResponse(), chain);
    HttpServletRequest seen = (HttpServletRequest) chain.getRequest();
    assertThat(Collections.list(seen.getHeaderNames())).containsExactly("X-Operator");
    assertThat(Collections.list(seen.getHeaders("x-operator"))).hasSize(1);
    return seen.getHeader("X-OPERATOR");
  }

  @Test
  void shows_the_name_of_the_token_alone() throws Exception {
    assertThat(nameFor("alice")).isEqualTo("alice");
  }

  @Test
  void makes_any_name_fit_for_the_audit() throws Exception {
    assertThat(nameFor("caf\u00e9\n")).isEqualTo("caf??");
    assertThat(nameFor("x".repeat(200))).hasSize(100);
  }
}
