package io.waybill.service.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.mock.env.MockEnvironment;

class FailureLineTest {
  private final MockEnvironment settings = new MockEnvironment();

  @Test
  void names_a_setting_that_cannot_be_bound() {
    settings.setProperty("waybill.retention", "for ever");

    assertThat(FailureLine.of(new IllegalStateException(bind("waybill.retention", Duration.class))))
        .hasValue(
            "Setting waybill.retention (environment variable WAYBILL_RETENTION) is \"for ever\""
                + " but should be a duration such as 30s or 2m");
  }

  @Test
  void shows_no_secret() {
    settings.setProperty("waybill.api-token", "hush");

    assertThat(FailureLine.of(bind("waybill.api-token", Integer.class)).orElseThrow())
        .contains("waybill.api-token", "is the given value but should be a number")
        .doesNotContain("hush");
  }

  @Test
  void names_a_placeholder_without_value() {
    Throwable failure =
        catchThrowable(() -> settings.resolveRequiredPlaceholders("${rest.secret}"));

    assertThat(FailureLine.of(failure))
        .hasValue(
            "Setting rest.secret (environment variable REST_SECRET) is missing: "
                + "it has no default and must be set");
  }

  @Test
  void names_a_placeholder_of_a_route() {
    assertThat(
            FailureLine.of(
                new IllegalStateException(
                    new IllegalArgumentException(
                        "Property with key [relay.batch] not found in properties from text: x"))))
        .hasValue(
            "Setting relay.batch (environment variable RELAY_BATCH) is missing: "
                + "a route uses it and it has no default");
  }

  @Test
  void says_which_port_is_in_use() {
    assertThat(FailureLine.of(new PortInUseException(8080)))
        .hasValue(
            "Port 8080 is in use already: stop what listens there, or choose another port with"
                + " server.port (environment variable SERVER_PORT)");
    assertThat(
            FailureLine.of(
                new IOException(
                    "Failed to bind to address /0.0.0.0:9090",
                    new java.net.BindException("Address already in use"))))
        .hasValue(
            "Failed to bind to address /0.0.0.0:9090: Address already in use."
                + " Stop what listens there, or choose another port");
  }

  @Test
  void leaves_other_failures_to_spring() {
    assertThat(FailureLine.of(new IllegalStateException("a bug"))).isEmpty();
  }

  private Throwable bind(String name, Class<?> type) {
    return catchThrowable(() -> Binder.get(settings).bind(name, type));
  }
}
