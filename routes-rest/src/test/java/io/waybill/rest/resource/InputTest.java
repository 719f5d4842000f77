package io.waybill.rest.resource;

import static io.waybill.rest.resource.ResourceField.DESCRIPTION;
import static io.waybill.rest.resource.ResourceField.NAME;
import static io.waybill.rest.resource.ResourceField.STATUS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.service.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from requests, and what is refused. The HTTP side of it is in ProblemsIT. */
class InputTest {
  @Test
  void readsAResource() {
    assertThat(read("{\"status\":null,\"x\":[{}],\"name\":\"n\",\"description\":\"\"}").values())
        .containsAllEntriesOf(fields("n", "", "active").values());
    assertThat(read("{\"name\":\"" + "🚀".repeat(255) + "\",\"status\":\"s\"}").values())
        .containsEntry(STATUS, "s");
  }

  @Test
  void refusesNoBody() {
    assertThatThrownBy(() -> ResourceReader.read(null)).hasMessageContaining("is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"})
  void refusesOtherEncodingsThanUtf8(String charset) {
    byte[] json = "{\"name\":\"n\"}".getBytes(Charset.forName(charset));
    assertThatThrownBy(() -> ResourceReader.read(new ByteArrayInputStream(json)))
        .isInstanceOf(ProblemException.class);
  }

  /** Longer forms than needed, surrogates and what is beyond Unicode. */
  @ParameterizedTest
  @ValueSource(
      strings = {"c0af", "c080", "e080af", "f08080af", "eda080", "eda0bdedb880", "f4908080", "ff"})
  void refusesWhatIsNotUtf8(String bytes) {
    byte[] name = HexFormat.of().parseHex(bytes);
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    json.writeBytes("{\"name\":\"".getBytes(StandardCharsets.UTF_8));
    json.writeBytes(name);
    json.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> ResourceReader.read(new ByteArrayInputStream(json.toByteArray())))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("is not JSON in UTF-8");
  }

  @Test
  void boundsTheNamesOfFields() {
    assertThatThrownBy(() -> read("{\"name\":\"n\",\"" + "x".repeat(1_001) + "\":1}"))
        .hasMessageContaining("too long");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"k\"", "k", " \"k\" ", "\t k"})
  void readsAnIdempotencyKey(String header) {
    assertThat(IdempotencyKey.parse(header)).isEqualTo("k");
  }

  @Test
  void readsEscapesInAnIdempotencyKey() {
    assertThat(IdempotencyKey.parse("\"a\\\"b\\\\c d\"")).isEqualTo("a\"b\\c d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\"\"", "\"", "a b", "\"a\"b", "\"a\\b\"", "ä", "a,b", "\"a\", \"b\""})
  void refusesAnIdempotencyKey(String header) {
    assertThatThrownBy(() -> IdempotencyKey.parse(header)).isInstanceOf(ProblemException.class);
  }

  @Test
  void boundsAnIdempotencyKeyBeforeItIsMatched() {
    String longest = "\"" + "\\\\".repeat(255) + "\"";
    assertThat(IdempotencyKey.parse(longest)).isEqualTo("\\".repeat(255));
    assertThatThrownBy(() -> IdempotencyKey.parse("\"" + "\\\\".repeat(7_000) + "\""))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("255");
  }

  @Test
  void tellsRequestsApart() {
    String some = IdempotencyKey.fingerprint(fields("a", "b", "c"));
    assertThat(some).isEqualTo(IdempotencyKey.fingerprint(fields("a", "b", "c")));
    assertThat(some).isNotEqualTo(IdempotencyKey.fingerprint(fields("ab", "", "c")));
    assertThat(IdempotencyKey.fingerprint(fields("a", null, "c")))
        .isNotEqualTo(IdempotencyKey.fingerprint(fields("a", "", "c")));
  }

  @Test
  void aRequestDiffersByEachOfItsFields() {
    for (ResourceField field : ResourceField.values()) {
      ResourceFields other = allFields();
      other.values().put(field, "x");
      ResourceFields removed = allFields();
      removed.values().put(field, null);
      ResourceFields fewer = allFields();
      fewer.values().remove(field);
      Conditions none = new Conditions(null, null, null, null);
      assertThat(Stream.of(allFields(), other, removed, fewer))
          .extracting(given -> IdempotencyKey.fingerprint("PATCH", "r", given, none))
          .doesNotHaveDuplicates();
    }
  }

  private static ResourceFields allFields() {
    Map<ResourceField, String> values = new EnumMap<>(ResourceField.class);
    for (ResourceField field : ResourceField.values()) {
      values.put(field, field.key());
    }
    return new ResourceFields(values);
  }

  @Test
  void writesTheFieldsThatAreGiven() {
    assertThat(patch("{\"description\":null}").toJson()).isEqualTo("{\"description\":null}");
    assertThat(patch("{\"name\":\"\\\"🚀\"}").toJson()).isEqualTo("{\"name\":\"\\\"🚀\"}");
  }

  @Test
  void readsEntityTags() {
    EntityTags tags = EntityTags.parse("If-Match", "\"1\", W/\"2\" ,\"x,y\"");
    assertThat(tags.versions()).containsExactly(1L, 2L);
    assertThat(tags.strong()).containsExactly(1L);
    assertThat(tags.matchWeakly(2)).isTrue();
    assertThat(tags.matchWeakly(3)).isFalse();
    assertThat(EntityTags.parse("If-Match", " * ").any()).isTrue();
    assertThat(EntityTags.parse("If-Match", "\"01\"").versions()).isEmpty();
    assertThat(EntityTags.parse("If-Match", "\"99999999999999999999\"").versions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "\"1", "\"1\"x", "\"1\" \"2\"", "w/\"1\"", "*, \"1\"", ","})
  void refusesWhatIsNoEntityTag(String header) {
    assertThatThrownBy(() -> EntityTags.parse("If-Match", header))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void givesEachCallerKeysOfItsOwn() {
    assertThat(IdempotencyKey.ofCaller(null, "k")).isEqualTo("k");
    String ofAnn = IdempotencyKey.ofCaller("ann", "k");
    assertThat(ofAnn).hasSize(65).isEqualTo(IdempotencyKey.ofCaller("ann", "k"));
    assertThat(IdempotencyKey.ofCaller("bob", "k")).isNotEqualTo(ofAnn);
    assertThat(IdempotencyKey.ofCaller("an", "nk")).isNotEqualTo(ofAnn);
    // Nobody can ask for the key as it is stored.
    assertThatThrownBy(() -> IdempotencyKey.parse(ofAnn)).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> IdempotencyKey.parse('"' + ofAnn + '"'))
        .isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "descripton",
        "decsription",
        "descriptions",
        "Description",
        "DESCRIPTIN",
        "nam",
        "names",
        "nmae",
        "Name",
        "statu",
        "stauts",
        "STATUS"
      })
  void refusesAMisspeltField(String field) {
    assertThatThrownBy(() -> read("{\"name\":\"n\",\"" + field + "\":\"x\"}"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(field + " is not known here, but ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "id", "created_at", "updated_at", "state", "nick", "desc", "type", "n"})
  void passesOverOtherFields(String field) {
    assertThat(read("{\"name\":\"n\",\"" + field + "\":\"x\"}").values())
        .containsAllEntriesOf(fields("n", null, "active").values());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" ", "\\t", "\u2003 \u00a0", "a\\nb", "a\\u0000", "a\\u001b[31m", "\u0085"})
  void refusesABlankLineAndControlCharacters(String text) {
    assertThatThrownBy(() -> read("{\"name\":\"" + text + "\"}"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("name must not");
    assertThatThrownBy(() -> read("{\"name\":\"n\",\"status\":\"" + text + "\"}"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("status must not");
  }

  @Test
  void takesLineBreaksAndTabsInADescriptionAlone() {
    assertThat(read("{\"name\":\"n\",\"description\":\" \\r\\n\\ta\"}").values())
        .containsEntry(DESCRIPTION, " \r\n\ta");
    for (String control : new String[] {"\\u0000", "\\u0007", "\\u001b", "\u007f"}) {
      assertThatThrownBy(() -> read("{\"name\":\"n\",\"description\":\"" + control + "\"}"))
          .hasMessageContaining("description must not");
    }
  }

  @Test
  void readsAMergePatch() {
    assertThat(patch("{}").values()).isEmpty();
    assertThat(patch("{\"name\":\"n\",\"description\":null,\"status\":null}"))
        .isEqualTo(fields("n", null, "active"));
    assertThatThrownBy(() -> patch("{\"name\":null}"))
        .hasMessageContaining("name can't be removed");
  }

  private static ResourceFields fields(String name, String description, String status) {
    Map<ResourceField, String> values = new EnumMap<>(ResourceField.class);
    values.put(NAME, name);
    values.put(DESCRIPTION, description);
    values.put(STATUS, status);
    return new ResourceFields(values);
  }

  private static ResourceFields patch(String json) {
    return ResourceReader.readPatch(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static ResourceFields read(String json) {
    return ResourceReader.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }
}
