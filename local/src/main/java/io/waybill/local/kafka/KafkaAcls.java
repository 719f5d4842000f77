package io.waybill.local.kafka;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Access control lists of topics. */
public final class KafkaAcls {
  private static final int LIMIT_SECONDS = 60;

  private KafkaAcls() {}

  /** Denies an operation on a topic to everybody; a first ACL would deny all others too. */
  public static void deny(String brokers, String topic, AclOperation operation) {
    ResourcePattern resource = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
    try (Admin admin = admin(brokers)) {
      await(
          admin
              .createAcls(
                  List.of(
                      binding(resource, AclOperation.ALL, AclPermissionType.ALLOW),
                      binding(resource, operation, AclPermissionType.DENY)))
              .all());
    }
  }

  /** Removes all ACLs of a topic: everybody may do everything again. */
  public static void clear(String brokers, String topic) {
    try (Admin admin = admin(brokers)) {
      await(
          admin
              .deleteAcls(
                  List.of(
                      new AclBindingFilter(
                          new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL)
                              .toFilter(),
                          AccessControlEntryFilter.ANY)))
              .all());
    }
  }

  private static AclBinding binding(
      ResourcePattern resource, AclOperation operation, AclPermissionType permission) {
    return new AclBinding(resource, new AccessControlEntry("User:*", "*", operation, permission));
  }

  private static Admin admin(String brokers) {
    return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers));
  }

  private static void await(KafkaFuture<?> done) {
    try {
      done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Cannot change the ACLs of a topic", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while changing ACLs", e);
    }
  }
}
