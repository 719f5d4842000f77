package io.waybill.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.local.Database;
import io.waybill.local.Ports;
import io.waybill.service.app.TestProcess;
import io.waybill.service.app.TestService;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** A start that a setting prevents says so in one line on standard error. */
class StartFailureIT {
  private final Database nowhere = new Database("127.0.0.1", Ports.free(), "x", "x", "hush");

  @Test
  void names_a_missing_setting() throws Exception {
    TestProcess process = TestProcess.run("--spring.application.name=routes-test");

    assertFailed(
        process,
        "Setting test.db.password (environment variable TEST_DB_PASSWORD) is missing: "
            + "it has no default and must be set");
  }

  @Test
  void names_a_setting_of_the_wrong_type() throws Exception {
    TestProcess process =
        TestProcess.run(TestService.arguments(nowhere, "--server.tomcat.threads.max=many"));

    assertFailed(
        process,
        "Setting server.tomcat.threads.max (environment variable SERVER_TOMCAT_THREADS_MAX) is"
            + " \"many\" but should be a number");
  }

  @Test
  void refuses_to_be_in_production_without_security() throws Exception {
    TestProcess process =
        TestProcess.run(
            TestService.arguments(
                nowhere,
                "--spring.profiles.active=production",
                "--waybill.security.enabled=false"));

    assertFailed(
        process,
        "Setting waybill.security.enabled (environment variable WAYBILL_SECURITY_ENABLED) is"
            + " \"false\", but the profile production needs \"true\"");
  }

  @Test
  void refuses_to_be_in_production_without_an_issuer() throws Exception {
    TestProcess process =
        TestProcess.run(TestService.arguments(nowhere, "--spring.profiles.active=production"));

    assertFailed(
        process,
        "Setting waybill.security.issuer-uri (environment variable WAYBILL_SECURITY_ISSUER_URI) is"
            + " missing: with waybill.security.enabled, it or waybill.security.jwk-set-uri"
            + " (environment variable WAYBILL_SECURITY_JWK_SET_URI) must be set");
  }

  @Test
  void names_a_port_in_use() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      TestProcess process =
          TestProcess.run(
              TestService.arguments(
                  nowhere, "--server.address=127.0.0.1", "--server.port=" + port));

      assertFailed(
          process,
          "Port %d is in use already: stop what listens there, or choose another port with"
                  .formatted(port)
              + " server.port (environment variable SERVER_PORT)");
    }
  }

  private static void assertFailed(TestProcess process, String line) {
    assertThat(process.err()).isEqualTo(line + System.lineSeparator());
    assertThat(process.exitCode()).isEqualTo(1);
    assertThat(process.out()).doesNotContain("stack_trace", "\"ERROR\"", "hush");
  }
}
