package io.waybill.service.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ProblemResolverTest {
  private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/a\"b");
  private final MockHttpServletResponse response = new MockHttpServletResponse();

  @Test
  void answers_503_when_no_thread_is_left() throws Exception {
    assertThat(answer(new RejectedExecutionException("full"))).isNotNull();

    assertThat(response.getStatus()).isEqualTo(503);
    assertThat(response.getHeader("Retry-After")).isEqualTo("1");
    assertThat(response.getContentType()).isEqualTo("application/problem+json");
    assertThat(response.getContentAsString())
        .contains("\"detail\":\"The service is overloaded", "\"instance\":\"/a\\\"b\"");
  }

  private Object answer(Exception failure) {
    return new ProblemResolver().resolveException(request, response, this, failure);
  }
}
