package orders;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Orders whose events cannot be lost: outbox, relay, and a sink that stores each event once. */
@SpringBootApplication
public class OrdersApplication {
  public static void main(String[] args) {
    SpringApplication.run(OrdersApplication.class, args);
  }

  @Bean
  RouteBuilder orders() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        // The body is a Map with id, item and quantity.
        from("direct:place-order")
            .routeId("place-order")
            .to("direct:write-order")
            .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never");

        from("direct:write-order")
            .routeId("write-order")
            .transacted()
            .to("sql:classpath:sql/order/insert.sql?outputType=SelectOne&parametersCount=3")
            .setHeader("quantity", simple("${body[quantity]}"))
            .setHeader("eventSubject", simple("${body[id]}"))
            .setHeader("eventSequence", constant(1))
            .setBody(simple("${body[event]}"))
            .to("kamelet:outbox-append-action?type=order.placed")
            .filter(simple("${header.quantity} > 1000"))
            .throwException(IllegalArgumentException.class, "More than 1000 of one item")
            .end();

        from("timer:outbox-tick?period=250")
            .routeId("outbox-tick")
            .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never");

        from("kamelet:outbox-source?source=/shop/orders")
            .routeId("publish")
            .to("kamelet:outbox-kafka-sink");

        from("kamelet:kafka-event-source?topics=order.placed&groupId=billing"
                + "&deadLetterTopic=dead-letter.billing")
            .routeId("store")
            .to("kamelet:event-sink");

        from("kamelet:retention-source?name=outbox-retention")
            .routeId("retention")
            .log("Deleted ${body} published events");
      }
    };
  }
}
