package io.waybill.local.kafka;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** Keeps Kafka's servers and clients from filling the log; they are chatty when all is well. */
public final class KafkaLogging {
  private static final List<String> NAMES =
      List.of("kafka", "org.apache.kafka", "state.change.logger");

  private KafkaLogging() {}

  /** Lets only warnings through, if the logging system is one that is known here. */
  public static void quiet() {
    if (LoggerFactory.getILoggerFactory().getClass().getName().startsWith("ch.qos.logback.")) {
      Logback.quiet();
    } else {
      NAMES.forEach(name -> Logger.getLogger(name).setLevel(Level.WARNING));
    }
  }

  // Apart, because Logback is not there in every JVM that runs this.
  private static final class Logback {
    static void quiet() {
      NAMES.forEach(
          name ->
              ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(name))
                  .setLevel(ch.qos.logback.classic.Level.WARN));
    }
  }
}
