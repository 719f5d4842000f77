package io.waybill.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventReaderTest {
  private static final String ID = "018f3a5e-7d1c-7000-8000-000000000001";

  @Test
  void readsAWellFormedEvent() throws Exception {
    Message message = message("{\"id\":\"r-1\",\"name\":\"Ж\uD83D\uDCE6\"}");

    ReceivedEvent event = EventReader.read(message);

    assertThat(event)
        .isEqualTo(
            new ReceivedEvent(
                ID,
                "resource.created",
                "r-1",
                7,
                "2026-01-02T03:04:05.678901Z",
                "r-1",
                "{\"id\":\"r-1\",\"name\":\"Ж\uD83D\uDCE6\"}",
                null,
                null,
                "resource.created",
                3,
                42));
  }

  @Test
  void takesTheSubjectForAMissingKey() throws Exception {
    Message message = message("{}");
    message.removeHeader(KafkaConstants.KEY);

    assertThat(EventReader.read(message).key()).isEqualTo("r-1");
  }

  @ParameterizedTest
  @MethodSource
  void rejectsWhatIsNoEvent(String header, String value, String payload, String reason) {
    Message message = message(payload);
    Headers headers = message.getHeader(KafkaConstants.HEADERS, Headers.class);
    if (header != null) {
      headers.remove(header);
      if (value != null) {
        headers.add(header, value.getBytes(StandardCharsets.UTF_8));
      }
    }

    assertThatThrownBy(() -> EventReader.read(message))
        .isInstanceOf(RejectedMessageException.class)
        .hasMessage(reason);
  }

  static Stream<Arguments> rejectsWhatIsNoEvent() {
    return Stream.of(
        Arguments.of("ce_id", null, "{}", "the header ce_id is missing"),
        Arguments.of("ce_id", "42", "{}", "the header ce_id is not a UUID"),
        Arguments.of("ce_type", null, "{}", "the header ce_type is missing"),
        Arguments.of(
            "ce_type",
            "task.process",
            "{}",
            "the header ce_type says task.process, but the event came on topic resource.created"),
        Arguments.of("ce_subject", "", "{}", "the header ce_subject is missing"),
        Arguments.of(
            "ce_subject",
            "x".repeat(101),
            "{}",
            "the header ce_subject is longer than 100 characters"),
        Arguments.of("ce_subject", "a\0b", "{}", "the header ce_subject holds a NUL character"),
        Arguments.of("ce_sequence", "one", "{}", "the header ce_sequence is not a decimal number"),
        Arguments.of("ce_time", "today", "{}", "the header ce_time is not an RFC 3339 time"),
        Arguments.of(null, null, "", "the value is empty"),
        Arguments.of(null, null, "nonsense", "the value is not JSON"),
        Arguments.of(null, null, "[1]", "the value is not a JSON object"),
        Arguments.of(null, null, "{\"a\":", "the value is not JSON"),
        Arguments.of(null, null, "{} {}", "the value holds more than one JSON document"),
        Arguments.of(null, null, "{\"a\":\"\\u0000\"}", "the value holds a NUL character"),
        Arguments.of(null, null, "{\"a\":\"\\ud800\"}", "the value holds an unpaired surrogate"));
  }

  @Test
  void rejectsBytesThatAreNotUtf8() {
    Message message = message("{}");
    message.setBody(new byte[] {'{', (byte) 0xff, '}'});

    assertThatThrownBy(() -> EventReader.read(message)).hasMessage("the value is not UTF-8");
  }

  private static Message message(String payload) {
    Message message = new DefaultMessage(new DefaultCamelContext());
    RecordHeaders headers = new RecordHeaders();
    add(headers, "ce_id", ID);
    add(headers, "ce_type", "resource.created");
    add(headers, "ce_subject", "r-1");
    add(headers, "ce_sequence", "7");
    add(headers, "ce_time", "2026-01-02T03:04:05.678901Z");
    message.setBody(payload.getBytes(StandardCharsets.UTF_8));
    message.setHeader(KafkaConstants.HEADERS, headers);
    message.setHeader(KafkaConstants.KEY, "r-1".getBytes(StandardCharsets.UTF_8));
    message.setHeader(KafkaConstants.TOPIC, "resource.created");
    message.setHeader(KafkaConstants.PARTITION, 3);
    message.setHeader(KafkaConstants.OFFSET, 42L);
    return message;
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
