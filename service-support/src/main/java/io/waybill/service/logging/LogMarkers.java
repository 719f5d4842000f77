package io.waybill.service.logging;

import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** Markers of log lines that are limited in number. */
public final class LogMarkers {
  /**
   * The line says that something failed because the database or Kafka is away. All such lines of a
   * process have one limit: health and one line say what is away, and every call and timer fails.
   */
  public static final Marker OUTAGE = MarkerFactory.getMarker("outage");

  private LogMarkers() {}
}
