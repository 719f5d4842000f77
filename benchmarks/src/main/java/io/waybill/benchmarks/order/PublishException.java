package io.waybill.benchmarks.order;

/** A batch that Kafka has not, or perhaps not, taken as a whole. */
final class PublishException extends Exception {
  PublishException(Throwable cause) {
    super(cause);
  }
}
