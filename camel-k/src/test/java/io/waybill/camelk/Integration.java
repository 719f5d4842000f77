package io.waybill.camelk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** One Integration of {@code source/integrations.yaml}. */
record Integration(Map<String, Object> spec) {

  private static final Pattern MOUNT =
      Pattern.compile("configmap:[^/]+/(?<key>[^@]+)@/etc/camel/resources/(?<path>.+)");

  static Integration named(String name) throws IOException {
    return new Integration(map(document("source/integrations.yaml", name).get("spec")));
  }

  /** Writes the SQL of an Integration as the operator mounts it; answers the folder. */
  static Path writeMounts(String name, Path directory) throws IOException {
    Map<String, Object> spec = map(document("source/integrations.yaml", name).get("spec"));
    Object mount = map(spec.get("traits")).get("mount");
    if (mount == null) {
      return directory;
    }
    Map<String, Object> statements = map(document("source/sql.yaml", name + "-sql").get("data"));
    for (Object resource : list(map(mount).get("resources"))) {
      Matcher parts = MOUNT.matcher((String) resource);
      if (!parts.matches()) {
        throw new IllegalArgumentException("Not a ConfigMap's key and its path: " + resource);
      }
      Path file = directory.resolve(parts.group("path"));
      Files.createDirectories(file.getParent());
      Files.writeString(file, (String) statements.get(parts.group("key")));
    }
    return directory;
  }

  private static Map<String, Object> document(String file, String name) throws IOException {
    String manifests = Files.readString(Path.of(file));
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(manifests)) {
      if (map(map(document).get("metadata")).get("name").equals(name)) {
        return map(document);
      }
    }
    throw new IllegalArgumentException("There is no " + name + " in " + file);
  }

  /** Writes the sources into a directory and answers where they are, as Camel names files. */
  List<String> writeSources(Path directory) throws IOException {
    Files.createDirectories(directory);
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
