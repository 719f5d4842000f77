package io.waybill.events.kafka;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Finds the partition that a failure names: Kafka's exceptions have it only in their text. */
final class Named {
  private Named() {}

  /** The one of the partitions that is named anywhere in the failure. */
  static Optional<TopicPartition> in(Set<TopicPartition> partitions, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = cause.getMessage();
      if (text != null) {
        Optional<TopicPartition> named =
            partitions.stream().filter(partition -> names(text, partition.toString())).findFirst();
        if (named.isPresent()) {
          return named;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean names(String text, String partition) {
    for (int at = text.indexOf(partition); at >= 0; at = text.indexOf(partition, at + 1)) {
      int end = at + partition.length();
      boolean whole =
          (at == 0 || !isOfName(text.charAt(at - 1)))
              && (end == text.length() || !Character.isDigit(text.charAt(end)));
      if (whole) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfName(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
  }
}
