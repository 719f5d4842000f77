package io.waybill.service.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The phrases of RFC 9110, which Spring's may leave after an upgrade. */
class StatusTitlesTest {
  @ParameterizedTest
  @CsvSource({
    "408, Request Timeout",
    "413, Content Too Large",
    "414, URI Too Long",
    "422, Unprocessable Content",
    "431, Request Header Fields Too Large",
    "499, Request Refused",
    "503, Service Unavailable",
    "505, HTTP Version Not Supported",
    "599, Server Error"
  })
  void are_those_of_the_standard(int status, String title) {
    assertThat(StatusTitles.of(status)).isEqualTo(title);
  }
}
