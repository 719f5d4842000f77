package io.waybill.system.load;

/**
 * How much to do. Updates go three to a resource, to the first ones; deletes to the last ones, and
 * every second of them to one that is updated first.
 */
public record LoadPlan(String prefix, int creates, int updates, int deletes, int clients) {
  private static final int UPDATES_OF_ONE = 3;

  public int total() {
    return creates + updates + deletes;
  }

  int updatesOf(int resource) {
    int from = resource * UPDATES_OF_ONE;
    return Math.max(0, Math.min(UPDATES_OF_ONE, updates - from));
  }

  boolean deletes(int resource) {
    int updated = (updates + UPDATES_OF_ONE - 1) / UPDATES_OF_ONE;
    int deletedAfterUpdate = Math.min(deletes / 2, updated);
    return resource < deletedAfterUpdate || resource >= creates - (deletes - deletedAfterUpdate);
  }
}
