package io.waybill.system.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that is known of a set of resources.
 *
 * @param resources the rows of {@code resources} by id, as the API shows them
 * @param messages the records of the five topics; of one partition in the order of their offsets
 * @param unread the ids of messages that a group has not got to yet, by the group's name
 * @param deadLetters the records of the dead-letter topics
 * @param republished the ids of events whose first records were damaged: their copies come after
 *     later events, so they have no order
 */
public record Evidence(
    List<Write> writes,
    List<TaskCall> calls,
    Map<String, JsonNode> resources,
    List<OutboxEvent> resourceEvents,
    List<OutboxEvent> taskEvents,
    List<Message> messages,
    Map<String, List<String>> unread,
    List<Message> deadLetters,
    List<TaskRow> tasks,
    List<StoredEvent> stored,
    Set<String> republished) {
  static final String GRPC_GROUP = "grpc-service-group";
  static final String WORKER_GROUP = "worker-service-group";

  List<OutboxEvent> events() {
    return Stream.concat(resourceEvents.stream(), taskEvents.stream()).toList();
  }

  List<String> unreadBy(String group) {
    return unread.getOrDefault(group, List.of());
  }
}
