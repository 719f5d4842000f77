package io.waybill.health;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * One attempt of a background part that is a route: how its exchange ends is what the part reports.
 * The first step of the route begins it; a Kamelet calls these methods as a bean.
 */
public final class Turn extends SynchronizationAdapter {
  private static final String PROPERTY = "backgroundTurn";

  /** For an attempt that takes long, and a process that was paused. */
  private static final long MARGIN_MILLIS = 300_000;

  private final BackgroundPart part;
  private final boolean recurs;
  private boolean failed;

  private Turn(BackgroundPart part, boolean recurs) {
    this.part = part;
    this.recurs = recurs;
  }

  /** The same as a step of a Java route. */
  public static Processor of(String component, String name, Duration limit) {
    return exchange -> begin(component, name, limit.toMillis(), exchange);
  }

  /**
   * Begins an attempt of a part that has to look again and again, as a timer tells it.
   *
   * @param limitMillis the longest time between two attempts, and within one without {@link
   *     #goesOn}
   */
  public static void begin(String component, String name, long limitMillis, Exchange exchange) {
    begin(component, name, limitMillis, exchange, true);
  }

  /** Begins an attempt of a part that a timer with this period drives; one may be missed. */
  public static void beginEvery(
      String component, String name, long periodMillis, Exchange exchange) {
    begin(component, name, 2 * periodMillis + MARGIN_MILLIS, exchange);
  }

  /**
   * Begins an attempt of a part that is idle until it is given something.
   *
   * @param limitMillis the longest time within an attempt without {@link #goesOn}, and from a
   *     failed attempt to the next
   */
  public static void beginGiven(
      String component, String name, long limitMillis, Exchange exchange) {
    begin(component, name, limitMillis, exchange, false);
  }

  private static void begin(
      String component, String name, long limitMillis, Exchange exchange, boolean recurs) {
    BackgroundParts parts = BackgroundParts.of(exchange.getContext());
    BackgroundPart part = parts.part(component, name, Duration.ofMillis(limitMillis));
    part.drivenBy(exchange.getFromRouteId(), parts::isStopped);
    part.alive();
    Turn turn = new Turn(part, recurs);
    exchange.setProperty(PROPERTY, turn);
    exchange.getExchangeExtension().addOnCompletion(turn);
  }

  /** A long attempt makes progress. */
  public static void goesOn(Exchange exchange) {
    Turn turn = exchange.getProperty(PROPERTY, Turn.class);
    if (turn != null) {
      turn.part.alive();
    }
  }

  /** The attempt has failed, although the route handles the failure. */
  public static void failed(Exchange exchange) {
    failedBy(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class), exchange);
  }

  /** The same with what it has failed of; nothing if that is null. */
  public static void failedBy(Throwable failure, Exchange exchange) {
    Turn turn = exchange.getProperty(PROPERTY, Turn.class);
    if (turn != null && failure != null) {
      turn.failed = true;
      turn.part.failed(failure);
    }
  }

  @Override
  public void onComplete(Exchange exchange) {
    if (failed) {
      return;
    }
    if (recurs) {
      part.progressed();
    } else {
      part.idle();
    }
  }

  @Override
  public void onFailure(Exchange exchange) {
    if (exchange.getException() != null) {
      part.failed(exchange.getException());
    }
  }

  /** The report is of this exchange, also when a copy of it goes on elsewhere. */
  @Override
  public boolean allowHandover() {
    return false;
  }
}
