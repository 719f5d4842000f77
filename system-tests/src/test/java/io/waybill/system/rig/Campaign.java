package io.waybill.system.rig;

import io.waybill.system.ledger.EvidenceReader;
import io.waybill.system.ledger.Ledger;
import io.waybill.system.ledger.TaskCall;
import io.waybill.system.ledger.Write;
import io.waybill.system.load.Load;
import io.waybill.system.load.LoadPlan;
import io.waybill.system.load.LoadResult;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A load and faults, then quiescence, then the ledger.
 *
 * @param seed of the faults
 * @param duration of the load with its faults
 * @param faults how many
 * @param longest a fault lasts up to so long
 * @param pause of each client between two writes
 * @param pooled whether the services reach PostgreSQL through PgBouncer
 * @param quietLimit all must have come to rest so long after the last fault is mended
 */
record Campaign(
    long seed,
    Duration duration,
    int faults,
    Duration longest,
    Duration pause,
    boolean pooled,
    Duration quietLimit) {
  private static final int CLIENTS = 8;
  private static final int LARGE_EVERY = 40;

  /** Runs it; says each fault as it comes. */
  Outcome run(Sabotage broken, Consumer<String> progress) throws Exception {
    String name = "seed-" + seed + (broken == Sabotage.NONE ? "" : "-" + broken.label());
    try (Rig rig = new Rig(name, broken, pooled)) {
      if (!rig.clocks().canShift()) {
        progress.accept("There is no libfaketime here: faults of the clock do nothing.");
      }
      rig.stack().start();
      return run(rig, broken, progress);
    }
  }

  private Outcome run(Rig rig, Sabotage broken, Consumer<String> progress) throws Exception {
    List<Fault> plan =
        Stream.concat(
                FaultPlan.draw(seed, duration, faults, rig.services(), longest).stream(),
                broken.shownBy(duration.dividedBy(2)).stream())
            .sorted(Comparator.comparing(Fault::at))
            .toList();
    LoadPlan loadPlan =
        LoadPlan.endless("seed-" + seed + "-", CLIENTS, pause).withLargeEvery(LARGE_EVERY);
    Injector injector = new Injector(rig, progress);
    CorruptRecords corrupt = new CorruptRecords(rig, progress);
    Load load = Load.start(loadPlan, rig.stack().restUrls());
    LoadResult written;
    List<TaskCall> calls;
    try (TaskLoad tasks =
        new TaskLoad(rig.stack().grpcAddresses(), load::anyResource, pause.multipliedBy(2))) {
      injector.run(plan.stream().filter(fault -> !isCorruption(fault)).toList(), tasks::callDeadly);
      injector.healAll();
      plan.stream().filter(Campaign::isCorruption).forEach(corrupt::damage);
      load.stop();
      written = load.finish();
      calls = tasks.finish();
    }
    progress.accept("healed; " + written.summary() + "; " + calls.size() + " calls");
    corrupt.republish();
    long start = System.nanoTime();
    EvidenceReader reader = new EvidenceReader(rig.stack(), loadPlan.prefix(), corrupt.damaged());
    List<Write> writes = written.writes();
    boolean quiet = reader.awaitQuiet(writes, quietLimit);
    Duration quietAfter = Duration.ofNanos(System.nanoTime() - start);
    return new Outcome(
        this,
        plan,
        written,
        calls,
        quiet,
        quietAfter,
        Ledger.judge(reader.read(writes, calls)),
        Stream.concat(injector.troubles().stream(), corrupt.troubles().stream()).toList());
  }

  private static boolean isCorruption(Fault fault) {
    return fault.kind() == Fault.Kind.CORRUPT_RECORD;
  }
}
