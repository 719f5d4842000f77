package io.waybill.system.structure;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.waybill.system.stack.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The structure that CONTRIBUTING.md describes, read from the compiled classes and the sources. */
class StructureTest {
  private static final Path ROOT = Project.root();

  private static final List<String> MODULES =
      List.of(
          "route-templates",
          "service-support",
          "routes-operator",
          "routes-rest",
          "routes-grpc",
          "routes-worker");

  private static final Pattern RESOURCE =
      Pattern.compile("META-INF/|\\.(java|yaml|xml|properties)$");

  /** What a user's target throws, and what Camel and Tomcat make by name. */
  private static final Set<String> FOR_OTHERS =
      Set.of(
          "EventRefusedException",
          "PartlyPublishedException",
          "TopicRefusedException",
          "OutboxRows",
          "ProblemValve");

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .importPaths(
              MODULES.stream()
                  .map(module -> ROOT.resolve(module).resolve("target/classes"))
                  .toList());

  static List<String> modules() {
    return MODULES;
  }

  private static JavaClasses classesOf(String module) {
    String folder = "/" + module + "/target/classes/";
    JavaClasses classes =
        ALL.that(
            describe(
                "are of " + module,
                one -> one.getSource().orElseThrow().getUri().getPath().contains(folder)));
    assertThat(classes).isNotEmpty();
    return classes;
  }

  @ParameterizedTest
  @MethodSource("modules")
  void packagesOfAModuleFormNoCycle(String module) {
    slices().matching("io.waybill.(**)").should().beFreeOfCycles().check(classesOf(module));
  }

  @Test
  void theTemplatesNeedNoSpringBoot() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework.boot..", "org.apache.camel.spring.boot..")
        .check(classesOf("route-templates"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rest", "grpc", "worker"})
  void aServiceSeesNoOther(String service) {
    List<String> others =
        Stream.of("rest", "grpc", "worker").filter(other -> !other.equals(service)).toList();
    for (String other : others) {
      noClasses()
          .that()
          .resideInAPackage("io.waybill." + service + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.waybill." + other + "..")
          .check(ALL);
    }
  }

  @Test
  void onlyWhatAnotherPackageUsesIsPublic() throws IOException {
    // Imports, also of constants, which the compiler copies, and names in templates and settings.
    String named = String.join("\n", sources(file -> RESOURCE.matcher(file).find()).values());
    TreeSet<String> needless = new TreeSet<>();
    for (JavaClass one : ALL) {
      boolean isPublic = one.getModifiers().contains(JavaModifier.PUBLIC);
      if (isPublic
          && !one.isNestedClass()
          && !isUsedElsewhere(one)
          && !named.contains(one.getName())) {
        needless.add(one.getSimpleName());
      }
    }
    needless.removeIf(name -> name.endsWith("Application"));
    needless.removeAll(FOR_OTHERS);
    assertThat(needless).as("public, but used in their own package alone").isEmpty();
  }

  private static boolean isUsedElsewhere(JavaClass one) {
    return one.getDirectDependenciesToSelf().stream()
        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(one.getPackageName()));
  }

  /**
   * A step of a route is a method reference or an injected object, so that an IDE can follow it.
   */
  @Test
  void noStepOfARouteIsABeanLookedUpByItsName() throws IOException {
    Pattern byName =
        Pattern.compile("\\.(bean|process|method|policy|transacted)\\(\\s*\"|\\.to\\(\\s*\"bean:");
    Map<String, String> steps = mainCode();
    assertThat(steps).isNotEmpty();
    steps.values().removeIf(text -> !byName.matcher(text).find());
    assertThat(steps.keySet()).isEmpty();
  }

  @Test
  void noFileIsLongerThan250Lines() throws IOException {
    Map<String, String> tooLong = mainCode();
    tooLong.values().removeIf(text -> text.lines().count() <= 250);
    assertThat(tooLong.keySet()).isEmpty();
  }

  private static Map<String, String> mainCode() throws IOException {
    return sources(
        file -> MODULES.stream().anyMatch(module -> file.startsWith(module + "/src/main/java/")));
  }

  /** Path below the root, and text, of the files that fit. */
  private static Map<String, String> sources(Predicate<String> fit) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (Path file : Project.files()) {
      String path = ROOT.relativize(file).toString();
      if (fit.test(path)) {
        sources.put(path, Files.readString(file));
      }
    }
    return sources;
  }
}
