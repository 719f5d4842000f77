package io.waybill.system.rig;

import io.waybill.system.client.Events;
import io.waybill.system.rig.Fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws faults from a seed: the same seed, the same faults. */
final class FaultPlan {
  private static final List<String> PEERS = List.of("postgres", "kafka");
  private static final List<String> INFRASTRUCTURE = List.of("postgres", "kafka");
  private static final long SHORTEST_MILLIS = 200;

  /** How many of this kind there are, beside the others. */
  private record Share(Kind kind, int weight) {}

  private static final List<Share> SHARES =
      List.of(
          new Share(Kind.KILL, 30),
          new Share(Kind.PAUSE, 22),
          new Share(Kind.CUT, 12),
          new Share(Kind.SLOW, 8),
          new Share(Kind.HALF_OPEN, 12),
          new Share(Kind.TERMINATE_SESSIONS, 6),
          new Share(Kind.IMMEDIATE_SHUTDOWN, 6),
          new Share(Kind.FULL_STOP, 4),
          new Share(Kind.CLOCK_AHEAD, 5),
          new Share(Kind.CLOCK_BEHIND, 5),
          new Share(Kind.DENIED_TOPIC, 8),
          new Share(Kind.QUOTA, 6),
          new Share(Kind.READ_ONLY, 8),
          new Share(Kind.WRONG_MARK, 6),
          new Share(Kind.DEADLY_TASK, 4),
          new Share(Kind.CORRUPT_RECORD, 4));
  private static final List<String> OPERATIONS = List.of("read", "write");
  private static final List<String> OUTBOXES = List.of("rest", "grpc");

  private final Random random;
  private final List<String> services;
  private final Duration longest;

  private FaultPlan(long seed, List<String> services, Duration longest) {
    this.random = new Random(seed);
    this.services = services;
    this.longest = longest;
  }

  /**
   * Faults spread over the duration, in the order of their times.
   *
   * @param services the names of the replicas
   * @param longest a fault lasts up to so long; most are shorter
   */
  static List<Fault> draw(
      long seed, Duration duration, int count, List<String> services, Duration longest) {
    FaultPlan plan = new FaultPlan(seed, services, longest);
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double place = (i + plan.random.nextDouble()) / count;
      faults.add(plan.fault(Duration.ofMillis((long) (place * duration.toMillis()))));
    }
    return faults;
  }

  private Fault fault(Duration at) {
    Kind kind = kind();
    String service = services.get(random.nextInt(services.size()));
    String infrastructure = INFRASTRUCTURE.get(random.nextInt(INFRASTRUCTURE.size()));
    String peer = PEERS.get(random.nextInt(PEERS.size()));
    boolean infrastructureToo = random.nextInt(4) == 0;
    // The square makes long ones rare.
    double part = random.nextDouble();
    Duration lasts =
        Duration.ofMillis(
            SHORTEST_MILLIS + (long) (part * part * (longest.toMillis() - SHORTEST_MILLIS)));
    return switch (kind) {
      case KILL, PAUSE ->
          new Fault(at, kind, infrastructureToo ? infrastructure : service, null, lasts);
      case CUT, SLOW, HALF_OPEN -> new Fault(at, kind, service, peer, lasts);
      case IMMEDIATE_SHUTDOWN, TERMINATE_SESSIONS -> new Fault(at, kind, "postgres", null, lasts);
      // A second passes until the shifted clock is seen.
      case CLOCK_AHEAD, CLOCK_BEHIND ->
          new Fault(at, kind, "postgres", null, lasts.plusMillis(1500));
      case FULL_STOP -> new Fault(at, kind, "all", null, lasts);
      case DENIED_TOPIC -> new Fault(at, kind, one(Events.TOPICS), one(OPERATIONS), lasts);
      case QUOTA -> new Fault(at, kind, "kafka", null, lasts);
      case READ_ONLY -> new Fault(at, kind, "postgres", service.replaceAll("-.*", ""), lasts);
      case WRONG_MARK -> new Fault(at, kind, "postgres", one(OUTBOXES), lasts);
      case DEADLY_TASK -> new Fault(at, kind, "grpc", null, lasts);
      // Those that rest publishes; both consumers read them.
      case CORRUPT_RECORD ->
          new Fault(at, kind, one(Events.TOPICS.subList(0, 3)), null, Duration.ZERO);
    };
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Kind kind() {
    int drawn = random.nextInt(SHARES.stream().mapToInt(Share::weight).sum());
    for (Share share : SHARES) {
      drawn -= share.weight();
      if (drawn < 0) {
        return share.kind();
      }
    }
    throw new IllegalStateException();
  }
}
