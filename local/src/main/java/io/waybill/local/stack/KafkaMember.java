package io.waybill.local.stack;

import io.waybill.local.Ports;
import io.waybill.local.Topics;
import io.waybill.local.kafka.KafkaMain;
import io.waybill.local.kafka.KafkaPing;
import io.waybill.local.kafka.KafkaTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The Kafka broker with the topics of the contract. */
final class KafkaMember implements Member {
  private static final int PING_MILLIS = 800;

  private final Layout layout;
  private final JavaCommand java;
  private final int port;
  private final int controllerPort;
  private final Map<Integer, Integer> furtherPorts;

  KafkaMember(
      Layout layout,
      JavaCommand java,
      int port,
      int controllerPort,
      Map<Integer, Integer> furtherPorts) {
    this.furtherPorts = furtherPorts;
    this.layout = layout;
    this.java = java;
    this.port = port;
    this.controllerPort = controllerPort;
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public String address() {
    return Ports.HOST + ":" + port;
  }

  @Override
  public List<Integer> ports() {
    List<Integer> ports = new ArrayList<>(List.of(port, controllerPort));
    ports.addAll(furtherPorts.keySet());
    return ports;
  }

  @Override
  public List<String> command() {
    List<String> command = new ArrayList<>(java.withHeap("512m"));
    command.add("-Dlogback.configurationFile=waybill-local-logback.xml");
    command.add("-cp");
    command.add(java.ownClasspath());
    command.add(KafkaMain.class.getName());
    command.add(layout.kafkaData().toString());
    command.add(Integer.toString(port));
    command.add(Integer.toString(controllerPort));
    furtherPorts.forEach((own, told) -> command.add(own + "=" + told));
    return command;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of();
  }

  @Override
  public boolean isReady(long pid) {
    return KafkaPing.answers(port, PING_MILLIS);
  }

  @Override
  public void furnish() {
    KafkaTopics.create(address(), Topics.names());
  }

  @Override
  public boolean isInfrastructure() {
    return true;
  }
}
