package io.waybill.grpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class StatusInterceptorTest {
  @Test
  void aDatabaseThatIsAwayIsUnavailable() {
    for (String state : new String[] {"08006", "57P01", "53300", "40P01", "25006"}) {
      assertThat(code(new IllegalStateException(new SQLException("x", state))))
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
    assertThat(code(new SQLException("x", "23502"))).isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void anythingElseIsInternalWithoutDetails() {
    assertThat(
            StatusInterceptor.statusOf(new IllegalStateException("SELECT secret"), "m")
                .getMessage())
        .isEqualTo("INTERNAL: Internal error.");
  }

  @Test
  void codeNamesAreThoseOfTheGoService() {
    assertThat(MetricsInterceptor.nameOf(Status.Code.OK)).isEqualTo("OK");
    assertThat(MetricsInterceptor.nameOf(Status.Code.DEADLINE_EXCEEDED))
        .isEqualTo("DeadlineExceeded");
  }

  private static Status.Code code(Throwable failure) {
    return StatusInterceptor.statusOf(failure, "m").getStatus().getCode();
  }
}
