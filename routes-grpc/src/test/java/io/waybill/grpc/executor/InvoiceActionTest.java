package io.waybill.grpc.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.waybill.grpc.RouteTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The README's action, with a billing service that notes what it gets. */
class InvoiceActionTest extends RouteTest {
  private final List<String> invoices = new CopyOnWriteArrayList<>();
  private int status = 201;
  private HttpServer billing;

  @Override
  protected Map<String, String> properties() {
    try {
      billing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    billing.createContext(
        "/invoices",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          invoices.add(exchange.getRequestMethod() + new String(body, StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    billing.start();
    return Map.of("billing.url", "http://127.0.0.1:" + billing.getAddress().getPort());
  }

  @AfterEach
  void stopBilling() {
    billing.stop(0);
  }

  @Override
  protected RoutesBuilder createRouteBuilder() {
    return new InvoiceAction();
  }

  @Test
  void sendsTheTaskAndEndsWithItsResult() {
    context.start();
    Map<String, Object> task = Map.of("task_id", "t-1", "resource_id", "r-1", "attempt", 1);

    assertThat(template.requestBody("direct:action-send_invoice", task, String.class))
        .isEqualTo("invoice sent");

    assertThat(invoices).singleElement().asString().startsWith("POST{").contains("\"t-1\"");
  }

  @Test
  void anErrorOfTheBillingServiceFailsTheAttempt() {
    context.start();
    status = 503;

    assertThatThrownBy(() -> template.requestBody("direct:action-send_invoice", Map.of()))
        .hasRootCauseMessage(
            "HTTP operation failed invoking http://127.0.0.1:%d/invoices with statusCode: 503"
                .formatted(billing.getAddress().getPort()));
  }
}
