package io.waybill.camelk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** One Integration of {@code source/integrations.yaml}. */
record Integration(Map<String, Object> spec) {

  static Integration named(String name) throws IOException {
    String manifests = Files.readString(Path.of("source/integrations.yaml"));
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(manifests)) {
      if (map(map(document).get("metadata")).get("name").equals(name)) {
        return new Integration(map(map(document).get("spec")));
      }
    }
    throw new IllegalArgumentException("There is no Integration " + name);
  }

  /** Writes the sources into a directory and answers where they are, as Camel names files. */
  List<String> writeSources(Path directory) throws IOException {
    List<String> files = new ArrayList<>();
    for (Object source : list(spec.get("sources"))) {
      Path file = directory.resolve((String) map(source).get("name"));
      Files.writeString(file, (String) map(source).get("content"));
      files.add("file:" + file);
    }
    return files;
  }

  /** What the operator would put into {@code application.properties}, as name=value. */
  List<String> properties() {
    return list(map(map(spec.get("traits")).get("camel")).get("properties")).stream()
        .map(String.class::cast)
        .toList();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object yaml) {
    return (Map<String, Object>) yaml;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object yaml) {
    return (List<Object>) yaml;
  }
}
