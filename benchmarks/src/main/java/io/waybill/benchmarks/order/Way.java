package io.waybill.benchmarks.order;

/** The ways that are compared. */
enum Way {
  TRANSACTION("(a) transaction per batch", "by-transaction") {
    @Override
    Sender open(String brokers) {
      return new TransactionSender(brokers, "benchmark");
    }
  },
  ORDERED("(b) one request in flight", "in-order") {
    @Override
    Sender open(String brokers) {
      return new OrderedSender(brokers);
    }
  };

  private final String title;
  private final String topic;

  Way(String title, String topic) {
    this.title = title;
    this.topic = topic;
  }

  abstract Sender open(String brokers);

  String topic() {
    return topic;
  }

  @Override
  public String toString() {
    return title;
  }
}
