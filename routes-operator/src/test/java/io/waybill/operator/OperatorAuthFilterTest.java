package io.waybill.operator;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class OperatorAuthFilterTest {
  private static final String TOKEN = "0123456789abcdef";

  private final MockFilterChain chain = new MockFilterChain();

  private MockHttpServletResponse call(String token, String authorization)
      throws ServletException, IOException {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ops/outbox");
    if (authorization != null) {
      request.addHeader("Authorization", authorization);
    }
    MockHttpServletResponse response = new MockHttpServletResponse();
    new OperatorAuthFilter(token).doFilter(request, response, chain);
    return response;
  }

  @Test
  void saysHowToTurnTheCallsOn() throws Exception {
    MockHttpServletResponse answer = call("", "Bearer ");
    assertThat(answer.getStatus()).isEqualTo(403);
    assertThat(answer.getContentType()).isEqualTo("application/problem+json");
    assertThat(answer.getContentAsString()).contains("OPERATOR_TOKEN");
    assertThat(chain.getRequest()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"none", "Bearer", "Bearer x", "Basic " + TOKEN, TOKEN, "Bearer " + TOKEN + "x"})
  void refusesWhoDoesNotKnowTheToken(String authorization) throws Exception {
    MockHttpServletResponse answer =
        call(TOKEN, authorization.equals("none") ? null : authorization);
    assertThat(answer.getStatus()).isEqualTo(401);
    assertThat(answer.getHeader("WWW-Authenticate")).startsWith("Bearer");
    assertThat(answer.getContentAsString()).doesNotContain(TOKEN);
    assertThat(chain.getRequest()).isNull();
  }

  @Test
  void letsWhoKnowsItPass() throws Exception {
    assertThat(call(TOKEN, "bearer " + TOKEN).getStatus()).isEqualTo(200);
    assertThat(chain.getRequest()).isNotNull();
  }
}
