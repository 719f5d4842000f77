package io.waybill.outbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events that the database can't read or can't mark, which was found out with a batch that had only
 * that one. The next turn parks them, as the transaction that found out can do nothing more.
 */
final class BadRows {
  /** They are parked one after the other, so there are hardly ever two. */
  private static final int MOST = 100;

  private final Map<String, String> reasons = new LinkedHashMap<>();

  void add(String eventId, String reason) {
    if (reasons.size() < MOST) {
      reasons.put(eventId, reason);
    }
  }

  /** Why the event is to be parked; null if it is not known to be bad. */
  String reason(String eventId) {
    return reasons.get(eventId);
  }

  /** An operator may repair it and try it again. */
  void parked(String eventId) {
    reasons.remove(eventId);
  }

  /** The ids of a batch up to the first bad one, without that. */
  List<String> before(List<OutboxRow> rows) {
    List<String> ids = new ArrayList<>(rows.size());
    for (OutboxRow row : rows) {
      if (reasons.containsKey(row.id())) {
        break;
      }
      ids.add(row.id());
    }
    return ids;
  }
}
