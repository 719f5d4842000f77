package io.waybill.service.app;

import io.waybill.service.WaybillService;
import io.waybill.service.tracing.TraceContext;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A service of trivial routes. */
@SpringBootApplication
public class TestApp {
  private static final Logger LOG = LoggerFactory.getLogger(TestApp.class);

  public static void main(String[] args) {
    WaybillService.run(TestApp.class, args);
  }

  /** Counted down when the slow request has entered its route. */
  public static volatile CountDownLatch entered = new CountDownLatch(1);

  /** Counted down to let the slow request go on. */
  public static volatile CountDownLatch release = new CountDownLatch(1);

  /** How often the Kamelet has emitted. */
  public static final AtomicInteger ticks = new AtomicInteger();

  @Bean
  RouteBuilder routes() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        templates();
        kafka();
        from("platform-http:/hello?httpMethodRestrict=GET")
            .routeId("hello")
            .setBody(constant("hello"));
        from("platform-http:/slow?httpMethodRestrict=GET")
            .routeId("slow")
            .process(
                exchange -> {
                  entered.countDown();
                  release.await(120, TimeUnit.SECONDS);
                })
            .to("direct:slow-end");
        from("direct:slow-end").routeId("slow-end").setBody(constant("done"));
        from("platform-http:/trace?httpMethodRestrict=GET")
            .routeId("trace")
            .process(
                exchange -> {
                  LOG.info("in the route");
                  exchange
                      .getMessage()
                      .setBody(TraceContext.traceparent() + " " + MDC.get("correlation_id"));
                });
      }

      /** A route template as a source, a sink, and a sink that is first used by a request. */
      private void templates() {
        routeTemplate("tick-source")
            .from("timer:tick?period=50")
            .setBody(constant("tick"))
            .to("kamelet:sink");
        routeTemplate("late-sink").from("kamelet:source").setBody(constant("late"));
        from("kamelet:tick-source").routeId("ticks").process(exchange -> ticks.incrementAndGet());
        from("platform-http:/late?httpMethodRestrict=GET")
            .routeId("late")
            .toD("kamelet:${header.name}");
      }

      /** A producer and a consumer, whatever Kafka is like. */
      private void kafka() {
        from("direct:publish").routeId("publish").to("kafka:events");
        from("kafka:in?groupId=test").routeId("consume").log("${body}");
      }
    };
  }
}
