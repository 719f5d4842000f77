package io.waybill.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.service.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from the query of a list, and what is refused. */
class ListQueryTest {
  private static final ListFilter ALL = new ListFilter(null, null, null, null);
  private static final ListFilter OF_STATUS = new ListFilter("a b", null, null, null);
  private static final ListFilter OF_NAME = new ListFilter("a b", "é&", null, null);

  @Test
  void readsAListQuery() {
    assertThat(ListQuery.parse(null)).isEqualTo(new ListQuery(100, ALL, false, null));
    assertThat(ListQuery.parse("limit=7&status=a+b&total=true"))
        .isEqualTo(new ListQuery(7, OF_STATUS, true, null));
    assertThat(ListQuery.parse("limit=99999999999999999999").limit()).isEqualTo(100);
    assertThat(ListQuery.parse("&&limit=7&").limit()).isEqualTo(7);
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
}
