package io.waybill.service.kafka;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the service needs of Kafka.
 *
 * @param brokers a comma-separated list of host:port
 * @param topics the topics that must be there
 */
@ConfigurationProperties("waybill.kafka")
record KafkaSettings(String brokers, @DefaultValue List<String> topics) {}
