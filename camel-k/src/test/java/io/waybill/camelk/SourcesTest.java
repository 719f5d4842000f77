package io.waybill.camelk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Camel's loader takes the sources of each Integration. It compiles them and makes an instance of
 * each class that has a constructor without arguments, helpers too: such a class is public, or
 * abstract where all in it is static.
 */
class SourcesTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"rest-service", "grpc-service", "worker-service"})
  void areLoaded(String name) throws Exception {
    List<String> files = Integration.named(name).writeSources(directory);
    CamelContext context = new DefaultCamelContext();
    List<Resource> sources = new ArrayList<>();
    for (String file : files) {
      if (file.endsWith(".java")) {
        sources.add(PluginHelper.getResourceLoader(context).resolveResource(file));
      }
    }

    assertThat(PluginHelper.getRoutesLoader(context).findRoutesBuilders(sources)).isNotEmpty();
  }
}
