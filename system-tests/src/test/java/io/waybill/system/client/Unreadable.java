package io.waybill.system.client;

import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * Records whose copy on the broker's disk is damaged.
 *
 * @param from the offset of the first one
 * @param to the offset of the last one
 * @param ids of their events
 */
public record Unreadable(TopicPartition partition, long from, long to, List<String> ids) {

  /** Whether one of them is at that offset. */
  public boolean covers(long offset) {
    return from <= offset && offset <= to;
  }

  /** How many there are. */
  public long count() {
    return to - from + 1;
  }
}
