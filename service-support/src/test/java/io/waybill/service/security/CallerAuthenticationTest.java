package io.waybill.service.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.RSAKey;
import io.waybill.local.Ports;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the keys come from, and what happens while they can't be had. */
class CallerAuthenticationTest {
  private final Issuer issuer = new Issuer();

  @AfterEach
  void close() {
    issuer.close();
  }

  private static CallerAuthentication callers(String issuerUri, String keys) {
    SecuritySettings settings =
        new SecuritySettings(
            true,
            issuerUri,
            keys,
            List.of(),
            Duration.ofSeconds(30),
            SecuritySettings.Metrics.OPEN,
            SecuritySettings.Docs.OPEN);
    return new CallerAuthentication(new TokenDecoder(settings, SigningKeys.of(settings)));
  }

  private String bearer() {
    return "Bearer " + issuer.token("ops");
  }

  @Test
  void takes_keys_from_a_file(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("keys.json"), issuer.keySet());

    assertThat(callers(null, file.toUri().toString()).authenticate(bearer()).name())
        .isEqualTo("alice");
  }

  @Test
  void fetches_the_keys_once() {
    CallerAuthentication callers = callers(null, issuer.keysUri());
    callers.authenticate(bearer());
    callers.authenticate(bearer());

    assertThat(issuer.fetches).hasValue(1);
  }

  @Test
  void knows_a_new_key_at_once() {
    CallerAuthentication callers = callers(issuer.uri(), null);
    callers.authenticate(bearer());
    RSAKey second = Issuer.rsa("second");
    issuer.add(second);

    String token = Issuer.sign(issuer.claims("ops").build(), second);

    assertThat(callers.authenticate("Bearer " + token).name()).isEqualTo("alice");
  }

  @Test
  void does_not_call_the_issuer_for_each_unknown_key() {
    CallerAuthentication callers = callers(issuer.uri(), null);
    callers.authenticate(bearer());
    String token = Issuer.sign(issuer.claims("ops").build(), Issuer.rsa("unknown"));

    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> callers.authenticate("Bearer " + token))
          .isInstanceOf(NotAuthenticatedException.class);
    }

    assertThat(issuer.fetches.get()).isLessThanOrEqualTo(4);
  }

  @Test
  void keeps_known_keys_while_the_issuer_is_away() {
    CallerAuthentication callers = callers(issuer.uri(), null);
    callers.authenticate(bearer());
    String token = bearer();
    issuer.close();

    assertThat(callers.authenticate(token).name()).isEqualTo("alice");
  }

  @Test
  void says_that_keys_are_unavailable_when_nothing_answers() {
    CallerAuthentication callers = callers(null, "http://127.0.0.1:" + Ports.free());

    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> callers.authenticate(bearer()))
          .isInstanceOf(KeysUnavailableException.class);
    }
  }

  @Test
  @Timeout(10)
  void does_not_wait_for_ever_for_an_issuer_that_hangs() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      CallerAuthentication callers = callers("http://127.0.0.1:" + silent.getLocalPort(), null);

      assertThatThrownBy(() -> callers.authenticate(bearer()))
          .isInstanceOf(KeysUnavailableException.class);
    }
  }

  @Test
  void refuses_metadata_of_another_issuer() {
    // The same metadata, under another name.
    String alias = issuer.uri().replace("127.0.0.1", "localhost");

    assertThatThrownBy(() -> callers(alias, null).authenticate(bearer()))
        .isInstanceOf(KeysUnavailableException.class)
        .hasStackTraceContaining("name another issuer");
  }
}
