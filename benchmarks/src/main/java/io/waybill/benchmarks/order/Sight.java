package io.waybill.benchmarks.order;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** What a consumer has seen, counted against the events that were acknowledged. */
final class Sight {
  private final BitSet seen = new BitSet();
  private final Map<Integer, Integer> latest = new HashMap<>();
  private int duplicates;
  private int violations;

  /** Notes an event; numbers of one key grow in the order in which they must be seen. */
  synchronized void see(int key, int number) {
    if (seen.get(number)) {
      duplicates++;
      return;
    }
    seen.set(number);
    if (latest.getOrDefault(key, -1) > number) {
      violations++;
    } else {
      latest.put(key, number);
    }
  }

  /** How many of the events 0 … count-1 have not been seen. */
  synchronized int lost(int count) {
    return count - seen.get(0, count).cardinality();
  }

  /** How often an event was seen again. */
  synchronized int duplicates() {
    return duplicates;
  }

  /** How many events were seen for the first time after a later one of their key. */
  synchronized int violations() {
    return violations;
  }
}
