package io.waybill.service.health;

import java.util.Arrays;
import java.util.List;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/** A health indicator for each of {@code waybill.health.parts}. */
final class PartIndicators implements ImportBeanDefinitionRegistrar, EnvironmentAware {
  private Environment settings;

  @Override
  public void setEnvironment(Environment environment) {
    settings = environment;
  }

  static List<String> names(Environment settings) {
    return Arrays.asList(
        settings.getProperty("waybill.health.parts", String[].class, new String[0]));
  }

  @Override
  public void registerBeanDefinitions(AnnotationMetadata any, BeanDefinitionRegistry registry) {
    BeanFactory beans = (DefaultListableBeanFactory) registry;
    for (String name : names(settings)) {
      registry.registerBeanDefinition(
          name + "HealthIndicator",
          BeanDefinitionBuilder.genericBeanDefinition(
                  PartHealth.class, () -> new PartHealth(beans.getBean(CamelContext.class), name))
              .getBeanDefinition());
    }
  }
}
