package io.waybill.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.service.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from requests, and what is refused. The HTTP side of it is in ProblemsIT. */
class InputTest {
  private static final ListFilter ALL = new ListFilter(null, null, null, null);
  private static final ListFilter OF_STATUS = new ListFilter("a b", null, null, null);
  private static final ListFilter OF_NAME = new ListFilter("a b", "é&", null, null);

  @Test
  void readsAResource() {
    assertThat(read("{\"status\":null,\"x\":[{}],\"name\":\"n\",\"description\":\"\"}"))
        .isEqualTo(new ResourceInput("n", "", "active"));
    assertThat(read("{\"name\":\"" + "🚀".repeat(255) + "\",\"status\":\"s\"}").status())
        .isEqualTo("s");
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
    String some = IdempotencyKey.fingerprint(new ResourceInput("a", "b", "c"));
    assertThat(some).isEqualTo(IdempotencyKey.fingerprint(new ResourceInput("a", "b", "c")));
    assertThat(some).isNotEqualTo(IdempotencyKey.fingerprint(new ResourceInput("ab", "", "c")));
    assertThat(IdempotencyKey.fingerprint(new ResourceInput("a", null, "c")))
        .isNotEqualTo(IdempotencyKey.fingerprint(new ResourceInput("a", "", "c")));
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
    assertThat(read("{\"name\":\"n\",\"" + field + "\":\"x\"}").name()).isEqualTo("n");
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
    assertThat(read("{\"name\":\"n\",\"description\":\" \\r\\n\\ta\"}").description())
        .isEqualTo(" \r\n\ta");
    for (String control : new String[] {"\\u0000", "\\u0007", "\\u001b", "\u007f"}) {
      assertThatThrownBy(() -> read("{\"name\":\"n\",\"description\":\"" + control + "\"}"))
          .hasMessageContaining("description must not");
    }
  }

  @Test
  void readsAMergePatch() {
    assertThat(patch("{}")).isEqualTo(new ResourceChange(null, true, null, null));
    assertThat(patch("{\"name\":\"n\",\"description\":null,\"status\":null}"))
        .isEqualTo(new ResourceChange("n", false, null, "active"));
    assertThatThrownBy(() -> patch("{\"name\":null}"))
        .hasMessageContaining("name can't be removed");
  }

  private static ResourceChange patch(String json) {
    return ResourceReader.readPatch(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void readsAListQuery() {
    assertThat(ListQuery.parse(null)).isEqualTo(new ListQuery(100, ALL, false, null));
    assertThat(ListQuery.parse("limit=7&status=a+b&total=true"))
        .isEqualTo(new ListQuery(7, OF_STATUS, true, null));
    assertThat(ListQuery.parse("limit=99999999999999999999").limit()).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%ff", "%c3", "%c3(", "%c0%af", "%ed%a0%80", "%f4%90%80%80"})
  void refusesAQueryThatIsNotUtf8(String bytes) {
    assertThatThrownBy(() -> ListQuery.parse("name_prefix=" + bytes))
        .hasMessageContaining("is not UTF-8");
    assertThatThrownBy(() -> ListQuery.parse(bytes + "=a")).hasMessageContaining("is not UTF-8");
  }

  @Test
  void readsEveryCharacterOfUtf8InAQuery() {
    assertThat(ListQuery.parse("name_prefix=%C3%A9%EF%BF%BD%F0%9F%9A%80+%2b").filter().namePrefix())
        .isEqualTo("é\ufffd🚀 +");
  }

  /** As PostgreSQL gets them. Nothing is created after the last time that a client can name. */
  @ParameterizedTest
  @CsvSource({
    "2026-01-02T03:04:05.1234567+02:00, 2026-01-02T01:04:05.123456, 2026-01-02T01:04:05.123457",
    "2016-12-31T23:59:60Z, 2017-01-01T00:00, 2017-01-01T00:00",
    "2016-12-31t18:59:60.5-05:00, 2017-01-01T00:00:00.500, 2017-01-01T00:00:00.500",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00, 0001-01-01T00:00",
    "9999-12-31T23:59:59Z, 9999-12-31T23:59:59, 9999-12-31T23:59:59",
    "9999-12-31T23:59:59.9999999Z, 9999-12-31T23:59:59.999999, infinity"
  })
  void readsTimes(String time, String after, String before) {
    Map<String, Object> parameters = new HashMap<>();
    String text = time.replace("+", "%2B");
    ListQuery.parse("created_after=" + text + "&created_before=" + text).putInto(parameters);
    assertThat(parameters).containsEntry("createdAfter", after);
    assertThat(parameters).containsEntry("createdBefore", before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-12-31T23:59:59Z",
        "9999-12-31T23:59:59-00:01",
        "0001-01-01T00:00:00%2B00:01",
        "2016-12-31T23:59:61Z",
        "2026-02-30T00:00:00Z"
      })
  void refusesTimes(String time) {
    assertThatThrownBy(() -> ListQuery.parse("created_after=" + time))
        .hasMessageContaining("years 1 to 9999");
  }

  @ParameterizedTest
  @CsvSource({"a, b", "az, a{", "\ud7ff, \ue000", "a\udbff\udfff, b", "\ud83d\ude80, \ud83d\ude81"})
  void findsTheEndOfTheNamesThatBeginAlike(String prefix, String end) {
    Map<String, Object> parameters = new HashMap<>();
    new ListFilter(null, prefix, null, null).putInto(parameters);
    assertThat(parameters).containsEntry("nameFrom", prefix).containsEntry("nameTo", end);
  }

  @Test
  void findsItsWayBackFromACursor() {
    for (ListFilter filter : new ListFilter[] {ALL, OF_STATUS, OF_NAME}) {
      for (boolean backwards : new boolean[] {false, true}) {
        Cursor cursor = new Cursor("2026-01-02T03:04:05.678901Z", "id-1", backwards);
        assertThat(Cursor.decode(cursor.encode(filter), filter)).isEqualTo(cursor);
        ListQuery query = new ListQuery(3, filter, true, null);
        assertThat(ListQuery.parse(query.at(cursor)))
            .isEqualTo(new ListQuery(3, filter, true, cursor));
        for (ListFilter other : new ListFilter[] {ALL, OF_STATUS, OF_NAME}) {
          if (!other.equals(filter)) {
            assertThatThrownBy(() -> Cursor.decode(cursor.encode(filter), other))
                .hasMessageContaining("other filters");
          }
        }
      }
    }
  }

  /** While replicas of two versions run, each reads what the other has written. */
  @Test
  void keepsTheCursorsOfOlderVersions() {
    String old = "2026-01-02T03:04:05.678901Z id-1 a b";
    Cursor cursor = new Cursor("2026-01-02T03:04:05.678901Z", "id-1", false);
    assertThat(cursor.encode(OF_STATUS))
        .isEqualTo(
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(old.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "infinity id",
        "2026-01-02T03:04:05.678901Z",
        "2026-01-02T03:04:05.678901Z ",
        "+99999-01-02T03:04:05Z id",
        "2026-01-02 id",
        "2026-01-02T03:04:05.678901Z i\u0000d"
      })
  void refusesAForgedCursor(String text) {
    String cursor = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Cursor.decode(cursor, ALL)).isInstanceOf(ProblemException.class);
  }

  private static ResourceInput read(String json) {
    return ResourceReader.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }
}
