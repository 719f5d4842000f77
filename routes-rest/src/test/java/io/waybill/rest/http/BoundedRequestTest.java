package io.waybill.rest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.service.limits.MemoryPool;
import io.waybill.service.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class BoundedRequestTest {
  private static final int SMALL = 16 * 1024;
  private static final int LARGE = 100_000;

  private final BodyMemory memory = new BodyMemory(new MemoryPool(LARGE));

  @Test
  void readsUpToTheLimit() throws IOException {
    try (BoundedRequest largest = request(LARGE)) {
      assertThat(largest.getInputStream().readAllBytes()).hasSize(LARGE);
    }
    assertThatThrownBy(() -> request(LARGE + 1).getInputStream().readAllBytes())
        .isInstanceOf(BodyTooLargeException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, LARGE})
  void handsOnTheWholeBody(int bytes) throws IOException {
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    assertThat(request(bytes).getInputStream().transferTo(copy)).isEqualTo(bytes);
    assertThat(copy.toByteArray()).hasSize(bytes);
  }

  @Test
  void refusesALargeBodyWhileOthersHaveTheMemory() throws IOException {
    try (BoundedRequest first = request(LARGE)) {
      assertThat(first.getInputStream().readAllBytes()).hasSize(LARGE);

      BoundedRequest second = request(LARGE);
      ProblemException refused =
          catchThrowableOfType(
              ProblemException.class, () -> second.getInputStream().readAllBytes());
      assertThat(refused.problem().status()).isEqualTo(503);
      assertThat(refused.problem().headers()).containsEntry("Retry-After", "1");
      assertThat(request(SMALL).getInputStream().readAllBytes()).hasSize(SMALL);
      second.close();
    }

    assertThat(request(LARGE).getInputStream().readAllBytes()).hasSize(LARGE);
  }

  private BoundedRequest request(int bytes) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setContent(new byte[bytes]);
    return new BoundedRequest(request, LARGE, memory);
  }
}
