package io.waybill.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that name topics, and what each must say by the AsyncAPI document. */
final class TopicFiles {
  private static final JsonNode DOCUMENT = EventContract.document();
  private static final Pattern ACL =
      Pattern.compile("(?m)(^ +- \\{resource: \\{type: topic, name: [^,}]+}, operations: .*\\R)+");
  private static final Pattern ROWS =
      Pattern.compile("(?m)(?<=^\\|---\\|---\\|---\\|---\\|\\R)(^\\|.*\\R)*");

  private TopicFiles() {}

  /** From the path to what makes the text right. */
  static Map<String, UnaryOperator<String>> all() {
    Map<String, UnaryOperator<String>> files = new LinkedHashMap<>();
    files.put("compose/kafka/topics", TopicFiles::compose);
    files.put("camel-k/components/kafka/topics.yaml", TopicFiles::strimzi);
    files.put("camel-k/components/kafka/users.yaml", TopicFiles::acls);
    for (String service : services()) {
      files.put(
          service + "/src/main/resources/application.properties",
          text -> properties(service, text));
    }
    files.put("docs/events.md", TopicFiles::table);
    return files;
  }

  private static List<String> services() {
    return operations().map(name -> name.substring(0, name.indexOf('.'))).distinct().toList();
  }

  private static Stream<String> operations() {
    return EventContract.names(DOCUMENT.path("operations"));
  }

  private static List<String> topics() {
    return EventContract.names(DOCUMENT.path("channels")).toList();
  }

  private static String compose(String text) {
    return text.replaceAll(
        "(?m)^for topic in .*; do$", "for topic in " + String.join(" ", topics()) + "; do");
  }

  private static String properties(String service, String text) {
    return setting(
        setting(text, "consumed", EventContract.topics(service, "receive")),
        "published",
        EventContract.topics(service, "send"));
  }

  private static String setting(String text, String which, List<String> topics) {
    return text.replaceAll(
        "(?m)^(waybill\\.kafka\\." + which + "-topics=).*$", "$1" + String.join(",", topics));
  }

  private static String strimzi(String text) {
    String head = text.substring(0, text.indexOf("apiVersion:"));
    return topics().stream()
        .map(TopicFiles::strimziTopic)
        .collect(Collectors.joining("---\n", head, ""));
  }

  private static String strimziTopic(String topic) {
    JsonNode channel = DOCUMENT.path("channels").path(topic);
    JsonNode kafka = DOCUMENT.at(channel.at("/bindings/$ref").asText().substring(1)).path("kafka");
    JsonNode config = kafka.path("topicConfiguration");
    return """
        apiVersion: kafka.strimzi.io/v1
        kind: KafkaTopic
        metadata:
          name: %s
          labels: {strimzi.io/cluster: waybill}
        spec:
          partitions: %s
          replicas: 3
          config: {min.insync.replicas: 2, retention.ms: %s, max.message.bytes: %s}
        """
        .formatted(
            topic,
            kafka.path("partitions"),
            config.path("retention.ms"),
            config.path("max.message.bytes"));
  }

  /** Of each user, the rules of its topics. */
  private static String acls(String text) {
    return Stream.of(text.split("(?m)(?<=^---\\R)"))
        .map(TopicFiles::acl)
        .collect(Collectors.joining());
  }

  private static String acl(String user) {
    Matcher name = Pattern.compile("\\n  name: waybill-(\\w+)\\n").matcher(user);
    return name.find()
        ? ACL.matcher(user).replaceAll(Matcher.quoteReplacement(rules("routes-" + name.group(1))))
        : user;
  }

  private static String rules(String service) {
    StringBuilder rules = new StringBuilder();
    for (String topic : topics()) {
      boolean reads = DOCUMENT.path("operations").has(service + ".receive." + topic);
      boolean writes = DOCUMENT.path("operations").has(service + ".send." + topic);
      if (reads || writes) {
        rules.append(
            "      - {resource: {type: topic, name: %s}, operations: [%s%sDescribe]}\n"
                .formatted(topic, reads ? "Read, " : "", writes ? "Write, " : ""));
      }
    }
    return rules.toString();
  }

  private static String table(String text) {
    String rows = topics().stream().map(TopicFiles::row).collect(Collectors.joining());
    return ROWS.matcher(text).replaceFirst(Matcher.quoteReplacement(rows));
  }

  private static String row(String topic) {
    String meaning = DOCUMENT.path("channels").path(topic).path("description").asText();
    return "| `%s` | %s | %s | %s |\n"
        .formatted(topic, meaning, users(topic, "send"), users(topic, "receive"));
  }

  private static String users(String topic, String action) {
    String suffix = "." + action + "." + topic;
    return operations()
        .filter(name -> name.endsWith(suffix))
        .map(name -> name.substring(0, name.length() - suffix.length()) + group(name))
        .collect(Collectors.joining(", "));
  }

  private static String group(String operation) {
    String trait = DOCUMENT.path("operations").path(operation).at("/traits/0/$ref").asText();
    JsonNode group = DOCUMENT.at(trait.substring(1)).at("/bindings/kafka/groupId");
    String name = group.path("const").asText(group.path("pattern").asText().replace("^", ""));
    return name.isEmpty() ? "" : " (`" + name + "`)";
  }
}
