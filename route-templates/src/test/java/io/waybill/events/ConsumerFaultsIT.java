package io.waybill.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.local.LocalKafka;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What Kafka does to a consumer that is not the consumer's fault: nothing healthy is lost. */
class ConsumerFaultsIT {
  private static final LocalKafka KAFKA = LocalKafka.start();
  private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();
  private static final int PARTITIONS = 6;

  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final List<Integer> batches = new CopyOnWriteArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final String topic = "t" + UUID.randomUUID();
  private final String other = "o" + UUID.randomUUID();
  private final String deadLetters = "d" + UUID.randomUUID();
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile boolean away;
  private final FaultyKafka kafka = new FaultyKafka(KAFKA);
  private CamelContext camel;

  @BeforeAll
  static void meters() {
    Metrics.addRegistry(METERS);
  }

  @AfterAll
  static void stop() {
    Metrics.removeRegistry(METERS);
    KAFKA.close();
  }

  @BeforeEach
  void listen() {
    KAFKA.createTopics(topic, other, deadLetters);
    log.start();
    root().addAppender(log);
  }

  @AfterEach
  void end() throws Exception {
    root().detachAppender(log);
    kafka.close();
    if (camel != null) {
      camel.close();
    }
  }

  @Test
  void skipsNothingButTheRecordThatCannotBeRead() throws Exception {
    List<String> ids = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 10; i++) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        ids.add(send(topic, partition, "{}"));
      }
    }
    String unreadable = send(topic, 2, "{}");
    List<String> behind = List.of(send(topic, 2, "{}"), send(topic, 3, "{}"));
    kafka.flipAByteOf(unreadable, topic, 2);
    List<String> damagedBatch =
        kafka.sendTogether(Collections.nCopies(150, "{}"), topic, 4, "none");
    String behindBatch = send(topic, 4, "{}");
    kafka.flipAByteOf(damagedBatch.get(1), topic, 4);

    start("");

    eventually().until(() -> seen.containsAll(ids) && seen.containsAll(behind));
    long others = System.nanoTime();
    eventually().until(() -> seen.contains(behindBatch));
    assertThat(Duration.ofNanos(System.nanoTime() - others)).isLessThan(Duration.ofSeconds(20));
    assertThat(seen).doesNotContain(unreadable).doesNotContainAnyElementsOf(damagedBatch);
    eventually().until(() -> errors().size() == 2);
    assertThat(offsetsInErrors(2)).containsExactly(10L);
    assertThat(offsetsInErrors(4))
        .containsExactlyElementsOf(LongStream.range(10, 160).boxed().toList());
    assertThat(errors()).hasSize(2).allMatch(line -> line.contains("can't be read"));
    assertThat(counted("unreadable", topic)).isEqualTo(151);
    assertThat(counted("skipped", topic)).isZero();
  }

  @Test
  void readsADeniedTopicAgainAndTheOthersMeanwhile() throws Exception {
    String before = send(topic, 0, "{}");
    start("");
    eventually().until(() -> seen.contains(before));

    KAFKA.deny(topic, AclOperation.READ);
    eventually()
        .until(() -> log.list.stream().anyMatch(e -> e.getFormattedMessage().contains("authoriz")));
    String denied = send(topic, 0, "{}");
    for (int i = 0; i < 5; i++) {
      String fine = send(other, i, "{}");
      eventually().until(() -> seen.contains(fine));
    }
    assertThat(seen).doesNotContain(denied);
    KAFKA.allow(topic);

    eventually().until(() -> seen.contains(denied));
    assertThat(lines("Not authorized to access topics")).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void startsAlthoughATopicIsDenied() throws Exception {
    KAFKA.deny(topic, AclOperation.ALL);
    String fine = send(other, 0, "{}");
    start("");
    eventually().until(() -> seen.contains(fine));

    KAFKA.allow(topic);
    AtomicReference<String> denied = new AtomicReference<>();
    // The broker allows it a moment after the controller.
    eventually().untilAsserted(() -> denied.set(send(topic, 0, "{}")));

    eventually().until(() -> seen.contains(denied.get()));
  }

  @Test
  void saysWhatPassedUnseenWhileItWasAway() throws Exception {
    String first = send(topic, 1, "{}");
    start("");
    eventually().until(() -> seen.contains(first));
    camel.close();
    IntStream.range(0, 7).forEach(i -> send(topic, 1, "{}"));
    kafka.deleteBefore(topic, 1, 6);

    start("");

    eventually().until(() -> counted("skipped", topic) == 5);
    eventually().until(() -> seen.size() == 3);
    assertThat(errors())
        .singleElement()
        .asString()
        .contains("5 records of " + topic + "-1", "offsets 1 to 5");
  }

  @Test
  void saysWhatPassedUnseenWhileItRan() throws Exception {
    start("");
    String first = send(topic, 1, "{}");
    eventually().until(() -> seen.contains(first));
    KAFKA.deny(topic, AclOperation.READ);
    eventually()
        .until(() -> log.list.stream().anyMatch(e -> e.getFormattedMessage().contains("authoriz")));
    IntStream.range(0, 4).forEach(i -> send(topic, 1, "{}"));
    kafka.deleteBefore(topic, 1, 5);
    KAFKA.allow(topic);

    eventually().until(() -> counted("skipped", topic) == 4);
  }

  @Test
  void saysWhatAnOperatorSetTheOffsetsOver() throws Exception {
    String first = send(topic, 1, "{}");
    start("");
    eventually().until(() -> seen.contains(first));
    camel.close();
    IntStream.range(0, 7).forEach(i -> send(topic, 1, "{}"));
    kafka.setOffset(topic, topic, 1, 6);

    start("");

    eventually().until(() -> counted("skipped", topic) == 5);
    eventually().until(() -> seen.size() == 3);
    assertThat(errors())
        .singleElement()
        .asString()
        .contains("5 records of " + topic + "-1", "offsets 1 to 5", "set its offset back to 1");
    camel.close();
    start("");
    String last = send(topic, 1, "{}");
    eventually().until(() -> seen.contains(last));
    assertThat(counted("skipped", topic)).isEqualTo(5);
  }

  @Test
  void saysThatAnUnknownNumberMayHavePassedUnseen() throws Exception {
    String first = send(topic, 1, "{}");
    start("");
    eventually().until(() -> seen.contains(first));
    camel.close();
    IntStream.range(0, 7).forEach(i -> send(topic, 1, "{}"));
    kafka.forget(topic, topic + ".read");
    kafka.deleteBefore(topic, 1, 6);

    start("");

    eventually().until(() -> seen.size() == 3);
    assertThat(counted("skipped", topic)).isEqualTo(1);
    assertThat(errors())
        .singleElement()
        .asString()
        .contains("unknown number", topic + "-1=6", "publish everything again");
    camel.close();
    start("");
    String last = send(topic, 1, "{}");
    eventually().until(() -> seen.contains(last));
    assertThat(counted("skipped", topic)).isEqualTo(1);
  }

  @Test
  void readsATopicThatWasMadeAgainFromItsStart() throws Exception {
    List<String> first = List.of(send(topic, 1, "{}"), send(topic, 1, "{}"));
    start("&retryDelay=50");
    eventually().until(() -> seen.containsAll(first));
    away = true;
    IntStream.range(0, 4).forEach(i -> send(topic, 1, "{}"));
    int before = attempts.get();
    // Some looks at the topic go by.
    eventually().until(() -> attempts.get() > before + 12);

    kafka.makeAgain(topic);
    List<String> second = IntStream.range(0, 9).mapToObj(i -> send(topic, 1, "{}")).toList();
    away = false;

    eventually().until(() -> seen.containsAll(second));
    eventually().until(() -> counted("skipped", topic) == 4);
    assertThat(errors())
        .filteredOn(line -> line.contains("made again: 4 records of the old one"))
        .hasSize(1);
  }

  @Test
  void emitsNoMoreBytesAtOnceThanItMay() throws Exception {
    // Compressed, all of them are a few kilobytes on the way, and come with one answer.
    String large = "{\"a\":\"" + "x".repeat(500_000) + "\"}";
    kafka.sendTogether(Stream.generate(() -> large).limit(40).toList(), topic, 0, "gzip");

    start("&batchBytes=1048576");

    eventually().until(() -> seen.size() == 40);
    assertThat(batches).allMatch(bytes -> bytes <= 1_100_000).hasSizeLessThan(40);
  }

  @Test
  void nothingThatAStrangerSendsHoldsUpWhatIsBehindIt() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers(), "max.request.size", 3_000_000),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> record : StrangeRecords.of(topic, 0)) {
        producer.send(record).get(30, TimeUnit.SECONDS);
      }
    }
    String behind = send(topic, 0, "{}");
    kafka.limitRecords(deadLetters, 100_000);

    start("");

    eventually().until(() -> seen.contains(behind));
    assertThat(lines("Dead letter: " + topic)).hasSizeLessThanOrEqualTo(10);
  }

  /** Kafka's producer splits a batch that is too large for the topic into batches as large. */
  @Test
  void deadLettersThatAreTooLargeOnlyTogetherHoldUpNothing() throws Exception {
    kafka.limitRecords(deadLetters, 8_000);
    String malformed = "x".repeat(3000);
    kafka.sendTogether(Stream.generate(() -> malformed).limit(20).toList(), topic, 0, "none");
    String behind = send(topic, 0, "{}");

    start("");

    eventually().until(() -> seen.contains(behind));
  }

  @Test
  void waitsForADatabaseThatIsAwayInFewLines() throws Exception {
    away = true;
    start("&retryDelay=50");
    String event = send(topic, 0, "{}");
    eventually().until(() -> attempts.get() > 4);
    int lines = log.list.size();
    int before = attempts.get();
    eventually().until(() -> attempts.get() > before + 8);
    assertThat(log.list).hasSizeLessThanOrEqualTo(lines + 1);

    away = false;

    eventually().until(() -> seen.contains(event));
    assertThat(lines("Dead letter:")).isEmpty();
    assertThat(lines("is read again")).hasSize(1);
  }

  private String send(String topic, int partition, String payload) {
    return kafka.send(topic, partition, payload);
  }

  private void start(String parameters) throws Exception {
    camel = new DefaultCamelContext();
    KafkaComponent component = camel.getComponent("kafka", KafkaComponent.class);
    component.getConfiguration().setBrokers(brokers());
    // What a service waits for half a minute, a test need not.
    component
        .getConfiguration()
        .setAdditionalProperties(
            new HashMap<>(Map.of("metadata.max.age.ms", "1000", "fetch.max.wait.ms", "100")));
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("kamelet:kafka-event-source?topics="
                    + topic
                    + ","
                    + other
                    + "&groupId="
                    + topic
                    + "&deadLetterTopic="
                    + deadLetters
                    + "&pollTimeout=100"
                    + parameters)
                .errorHandler(noErrorHandler())
                .process(ConsumerFaultsIT.this::look);
          }
        });
    camel.start();
  }

  @SuppressWarnings("unchecked")
  private void look(Exchange exchange) throws SQLException {
    List<ReceivedEvent> events = exchange.getMessage().getBody(List.class);
    attempts.incrementAndGet();
    if (away) {
      throw new SQLException("the connection attempt failed", "08006");
    }
    batches.add(events.stream().mapToInt(e -> e.payload().length()).sum());
    events.forEach(e -> seen.add(e.id()));
  }

  private static String brokers() {
    return KAFKA.bootstrapServers();
  }

  private static double counted(String what, String topic) {
    return METERS.get("kafka.consumer." + what + ".records").tag("topic", topic).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private List<String> lines(String text) {
    return List.copyOf(log.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(text))
        .toList();
  }

  private List<String> errors() {
    return List.copyOf(log.list).stream()
        .filter(e -> e.getLevel() == Level.ERROR && e.getLoggerName().startsWith("io.waybill."))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  /** All offsets of a partition that the lines at ERROR name, one or a range each. */
  private List<Long> offsetsInErrors(int partition) {
    Pattern names =
        Pattern.compile("offsets? (\\d+)(?: to (\\d+))? of " + topic + "-" + partition + "\\b");
    return errors().stream()
        .map(names::matcher)
        .filter(Matcher::find)
        .flatMapToLong(
            named -> {
              long first = Long.parseLong(named.group(1));
              String last = named.group(2);
              return LongStream.rangeClosed(first, last == null ? first : Long.parseLong(last));
            })
        .sorted()
        .boxed()
        .toList();
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(40)).ignoreExceptions();
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
