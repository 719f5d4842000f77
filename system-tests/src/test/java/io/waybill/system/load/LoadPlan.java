package io.waybill.system.load;

import java.time.Duration;

/**
 * How much to do, by how many clients, each of which pauses between two writes. Updates go three to
 * a resource, to the first ones; deletes to the last ones, and every second of them to one that is
 * updated first.
 *
 * @param largeEvery one in so many resources is large; 0 for none
 */
public record LoadPlan(
    String prefix,
    int creates,
    int updates,
    int deletes,
    int clients,
    Duration pause,
    int largeEvery) {
  private static final int UPDATES_OF_ONE = 3;
  private static final int LARGEST = 1_000_000;
  private static final int ENDLESS = Integer.MAX_VALUE;

  public LoadPlan(String prefix, int creates, int updates, int deletes, int clients) {
    this(prefix, creates, updates, deletes, clients, Duration.ZERO, 0);
  }

  /** Until it is stopped: resources with none to three updates, every third one deleted. */
  public static LoadPlan endless(String prefix, int clients, Duration pause) {
    return new LoadPlan(prefix, ENDLESS, ENDLESS, ENDLESS, clients, pause, 0);
  }

  /** The same, where each resource of so many is described in 200,000 to 1,000,000 characters. */
  public LoadPlan withLargeEvery(int resources) {
    return new LoadPlan(prefix, creates, updates, deletes, clients, pause, resources);
  }

  /** What the resource is described with. */
  String description(int resource) {
    boolean large = largeEvery > 0 && resource % largeEvery == largeEvery / 2;
    return large ? "x".repeat(LARGEST / 5 * (resource / largeEvery % 5 + 1)) : "changed";
  }

  public int total() {
    return creates + updates + deletes;
  }

  int updatesOf(int resource) {
    if (updates == ENDLESS) {
      return resource % (UPDATES_OF_ONE + 1);
    }
    int from = resource * UPDATES_OF_ONE;
    return Math.max(0, Math.min(UPDATES_OF_ONE, updates - from));
  }

  boolean deletes(int resource) {
    if (deletes == ENDLESS) {
      return resource % 3 == 0;
    }
    int updated = (updates + UPDATES_OF_ONE - 1) / UPDATES_OF_ONE;
    int deletedAfterUpdate = Math.min(deletes / 2, updated);
    return resource < deletedAfterUpdate || resource >= creates - (deletes - deletedAfterUpdate);
  }
}
