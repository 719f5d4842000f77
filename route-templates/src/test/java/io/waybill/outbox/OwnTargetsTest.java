package io.waybill.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import io.waybill.testing.RouteTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Message;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.util.ObjectHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The batch of the outbox source, split for targets that take one event at a time. */
@Timeout(60)
class OwnTargetsTest extends RouteTest {
  @TempDir private static Path folder;
  private final List<String> posted = new CopyOnWriteArrayList<>();
  private HttpServer partner;

  @Override
  protected Map<String, String> properties() {
    try {
      partner = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    partner.createContext(
        "/events",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          posted.add(exchange.getRequestHeaders().getFirst("ce_id") + " " + body);
          int status = body.contains("refuse") ? 422 : body.contains("away") ? 503 : 204;
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    partner.start();
    String url = "http://127.0.0.1:" + partner.getAddress().getPort();
    return Map.of("events.folder", folder.toString(), "partner.url", url);
  }

  @AfterEach
  void stopPartner() {
    partner.stop(0);
  }

  @Override
  protected RoutesBuilder createRouteBuilder() {
    return new OwnTargets();
  }

  @Test
  void aFileHoldsAnEvent() throws Exception {
    start("events-to-files");

    template.sendBody("direct:test", List.of(event("e-1", "{\"a\":1}"), event("e-2", "{}")));

    assertThat(folder.resolve("e-1.json")).hasContent("{\"a\":1}");
    assertThat(folder.resolve("e-2.json")).hasContent("{}");
    assertThat(folder).isDirectoryNotContaining("glob:**.part-*");
  }

  @Test
  void eachEventIsPosted() throws Exception {
    start("events-to-http");

    template.sendBody("direct:test", List.of(event("e-1", "{\"a\":1}"), event("e-2", "{}")));

    assertThat(posted).containsExactly("e-1 {\"a\":1}", "e-2 {}");
  }

  @Test
  void anEventThatThePartnerWillNeverTakeIsNamed() throws Exception {
    start("events-to-http");

    Throwable failure =
        failure(List.of(event("e-1", "{}"), event("e-2", "refuse"), event("e-3", "{}")));

    // The splitter wraps it; the outbox source looks for it among the causes.
    assertThat(ObjectHelper.getException(EventRefusedException.class, failure))
        .hasMessage("the partner answered 422")
        .extracting(EventRefusedException::eventId)
        .isEqualTo("e-2");
    assertThat(posted).as("nothing overtakes it").hasSize(2);
  }

  @Test
  void aPartnerThatIsAwayRefusesNothing() throws Exception {
    start("events-to-http");

    Throwable failure = failure(List.of(event("e-1", "away"), event("e-2", "{}")));

    assertThat(failure).isNotNull();
    assertThat(ObjectHelper.getException(EventRefusedException.class, failure)).isNull();
    // The HTTP client itself may have tried twice.
    assertThat(posted).containsOnly("e-1 away");
  }

  /** Both routes, this one behind {@code direct:test}. */
  private void start(String route) throws Exception {
    for (String each : List.of("events-to-files", "events-to-http")) {
      AdviceWith.adviceWith(
          context,
          each,
          woven -> woven.replaceFromWith(each.equals(route) ? "direct:test" : "direct:other"));
    }
    context.start();
  }

  private Throwable failure(List<Message> batch) {
    Throwable thrown = catchThrowable(() -> template.sendBody("direct:test", batch));
    return thrown instanceof CamelExecutionException e ? e.getCause() : thrown;
  }

  private Message event(String id, String json) {
    Message message = new EventMessage(context);
    message.setBody(json);
    message.setHeader("ce_id", id);
    return message;
  }
}
