package io.waybill.rest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ErrorGuardTest {
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final List<Object> written = new ArrayList<>();
  private Processor guard;

  @BeforeEach
  void start() throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:write")
                .routeId("write")
                .process(ErrorGuardTest::read)
                .process(exchange -> written.add(exchange.getMessage().getBody()));
          }
        });
    camel.start();
    guard = new ErrorGuard(camel.getRoute("write").getProcessor());
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  private static void read(Exchange exchange) {
    if ("deep".equals(exchange.getMessage().getBody())) {
      throw new StackOverflowError("a test");
    }
  }

  @Test
  void anErrorEndsItsExchangeAndNoOther() throws Exception {
    Exchange broken = exchange("deep");
    assertThatThrownBy(() -> guard.process(broken)).isInstanceOf(StackOverflowError.class);
    assertThat(ErrorGuard.hasCaught(broken)).isTrue();
    assertThat(broken.isFailed()).isTrue();

    Exchange next = exchange("next");
    guard.process(next);

    assertThat(ErrorGuard.hasCaught(next)).isFalse();
    assertThat(written).containsExactly("next");
  }

  private Exchange exchange(String body) {
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setBody(body);
    return exchange;
  }
}
