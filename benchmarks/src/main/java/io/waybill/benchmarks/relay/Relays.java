package io.waybill.benchmarks.relay;

import io.waybill.benchmarks.relay.plain.PlainRelay;
import io.waybill.benchmarks.service.Infrastructure;
import io.waybill.benchmarks.service.Infrastructure.Waybill;
import io.waybill.benchmarks.service.Java;
import io.waybill.benchmarks.service.ServiceProcess;
import io.waybill.local.Database;
import io.waybill.local.Waiting;
import io.waybill.local.stack.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The relays on one database, of which one runs at a time. A second routes-rest, without a relay,
 * takes the POSTs for those that are not its own.
 */
final class Relays implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final String DEBEZIUM = "io.waybill.benchmarks.relay.debezium.DebeziumRelay";
  private static final Path DEBEZIUM_CLASS_PATH =
      Path.of("benchmarks", "debezium", "target", "classpath");

  private final Infrastructure infrastructure = new Infrastructure(List.of("wal_level=logical"));
  private final Outbox outbox;
  private final List<Relay> relays = new ArrayList<>();

  /**
   * @param names of waybill, plain and debezium
   * @param batch of Waybill and of the plain loop
   * @param pause milliseconds between two looks of the plain loop when nothing is there
   */
  Relays(List<String> names, Java java, int batch, int pause, Map<String, String> settings)
      throws SQLException, IOException {
    Database database = infrastructure.database(Service.REST);
    Waybill waybill = infrastructure.startWaybill(Service.REST, java, settings);
    outbox = new Outbox(database, infrastructure.superuser());
    outbox.pause();
    for (String name : names) {
      switch (name) {
        case "waybill" ->
            relays.add(
                new Relay(
                    "Waybill",
                    List.of(waybill.process()),
                    waybill.httpPort(),
                    () -> {},
                    outbox::resume,
                    outbox::pause));
        case "plain" -> {
          ServiceProcess loop =
              infrastructure.startPlain(
                  PlainRelay.class,
                  java,
                  database,
                  List.of(Integer.toString(batch), Integer.toString(pause)));
          Waybill service = withoutRelay(java);
          relays.add(
              new Relay(
                  "plain loop",
                  List.of(loop, service.process()),
                  service.httpPort(),
                  () -> {},
                  () -> loop.say("start"),
                  () -> loop.say("stop")));
        }
        case "debezium" -> relays.add(debezium(java, database));
        default ->
            throw new IllegalArgumentException(
                "There is no relay " + name + ", only waybill, plain and debezium");
      }
    }
  }

  private Relay debezium(Java java, Database database) throws IOException {
    Path offsets = infrastructure.file("debezium-offsets");
    ServiceProcess engine =
        infrastructure.startPlain(
            Path.of("benchmarks", "target", "classes")
                + ":"
                + Files.readString(DEBEZIUM_CLASS_PATH).trim(),
            DEBEZIUM,
            java,
            database,
            List.of(offsets.toString()));
    Waybill service = withoutRelay(java);
    return new Relay(
        "Debezium engine",
        List.of(engine, service.process()),
        service.httpPort(),
        () -> {
          // Makes the slot, so that what comes after it is streamed.
          engine.say("start");
          await(outbox::isStreamed);
          engine.say("stop");
          await(() -> !outbox.isStreamed());
        },
        () -> engine.say("start"),
        () -> {
          engine.say("stop");
          await(() -> !outbox.isStreamed());
          outbox.dropSlot();
          delete(offsets);
        });
  }

  private Waybill withoutRelay(Java java) {
    return infrastructure.startWaybill(
        Service.REST, java, Map.of("CAMEL_MAIN_ROUTE_FILTER_EXCLUDE_PATTERN", "outbox-*"));
  }

  private static void await(BooleanSupplier condition) {
    if (!Waiting.until(condition, LIMIT, POLL)) {
      throw new IllegalStateException("Debezium's engine does not start or stop");
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + file, e);
    }
  }

  List<Relay> all() {
    return relays;
  }

  Outbox outbox() {
    return outbox;
  }

  Infrastructure infrastructure() {
    return infrastructure;
  }

  @Override
  public void close() throws SQLException {
    outbox.close();
    infrastructure.close();
  }
}
