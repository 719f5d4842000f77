package io.waybill.grpc;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;

/** Actions that are slow, fail, end their own exchange, or show what they were given. */
final class TestActions extends RouteBuilder {
  /** Held actions wait for the latch with the name of their resource. */
  static final ConcurrentHashMap<String, CountDownLatch> LATCHES = new ConcurrentHashMap<>();

  /** Resource ids that are at work, and those that were at work twice at once. */
  static final ConcurrentHashMap<String, String> AT_WORK = new ConcurrentHashMap<>();

  static final ConcurrentHashMap<String, String> DOUBLED = new ConcurrentHashMap<>();

  static void addTo(CamelContext context) {
    if (context.getRoute("action-headers") == null) {
      try {
        context.addRoutes(new TestActions());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void configure() {
    from("direct:action-headers").routeId("action-headers").setBody(simple("${headers}"));
    from("direct:action-fail")
        .routeId("action-fail")
        .throwException(new IllegalStateException("no paper"));
    from("direct:action-fail-once")
        .routeId("action-fail-once")
        .filter(simple("${body[attempt]} == 1"))
        .throwException(new IllegalStateException("no paper yet"))
        .end()
        .setBody(constant("printed"));
    from("direct:action-stop").routeId("action-stop").setBody(constant("st\0opped")).stop();
    from("direct:action-odd")
        .routeId("action-odd")
        .process(
            exchange ->
                exchange
                    .getMessage()
                    .setBody(odd(exchange.getMessage().getBody(java.util.Map.class))));
    from("direct:action-hold")
        .routeId("action-hold")
        .process(
            exchange ->
                LATCHES
                    .computeIfAbsent(
                        exchange.getMessage().getBody(java.util.Map.class).get("resource_id") + "",
                        id -> new CountDownLatch(1))
                    .await(20, TimeUnit.SECONDS))
        .setBody(constant("held"));
    from("direct:action-alone")
        .routeId("action-alone")
        .process(
            exchange -> {
              String resource =
                  exchange.getMessage().getBody(java.util.Map.class).get("resource_id") + "";
              if (AT_WORK.putIfAbsent(resource, "") != null) {
                DOUBLED.put(resource, "");
              }
              new CountDownLatch(1).await(3, TimeUnit.MILLISECONDS);
              AT_WORK.remove(resource);
            })
        .setBody(constant("alone"));
  }

  /** Bodies and ends that an action should not have. */
  private static Object odd(java.util.Map<?, ?> task) {
    String kind = ((java.util.Map<?, ?>) task.get("metadata")).get("kind") + "";
    return switch (kind) {
      case "endless" ->
          new java.io.InputStream() {
            @Override
            public int read() {
              return 'x';
            }

            @Override
            public int read(byte[] into, int from, int length) {
              java.util.Arrays.fill(into, from, from + length, (byte) 'x');
              return length;
            }
          };
      case "broken" ->
          new java.io.InputStream() {
            @Override
            public int read() throws java.io.IOException {
              throw new java.io.IOException("torn off");
            }

            @Override
            public int read(byte[] into, int from, int length) throws java.io.IOException {
              throw new java.io.IOException("torn off");
            }
          };
      case "unprintable" ->
          new Object() {
            @Override
            public String toString() {
              throw new IllegalStateException("no words");
            }
          };
      case "huge" -> "\uD83D\uDE00".repeat(1_000_000);
      case "overflow" -> throw new StackOverflowError();
      case "memory" -> throw new OutOfMemoryError("of the test");
      case "missing" -> throw new NoClassDefFoundError("Missing");
      case "interrupted" -> {
        Thread.currentThread().interrupt();
        yield "interrupted";
      }
      default -> null;
    };
  }
}
