package io.waybill.service.health;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/**
 * Leaves out Camel's own health indicators: their details tell class names, and they log each
 * failure at every probe.
 */
final class CamelHealthOff implements AutoConfigurationImportFilter {
  private static final String PACKAGE = "org.apache.camel.spring.boot.actuate.health.";

  @Override
  public boolean[] match(String[] classes, AutoConfigurationMetadata metadata) {
    boolean[] matches = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      matches[i] = classes[i] == null || !classes[i].startsWith(PACKAGE);
    }
    return matches;
  }
}
