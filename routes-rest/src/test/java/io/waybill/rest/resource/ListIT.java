package io.waybill.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.rest.ServiceIT;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages of the list, its filters, and what bounds them. */
class ListIT extends ServiceIT {
  private static final int MIB = 1 << 20;

  @BeforeEach
  void empty() {
    sql.update("DELETE FROM resources");
  }

  private static String link(HttpResponse<String> page, String relation) {
    String links = header(page, "Link");
    Matcher link =
        Pattern.compile("<([^>]+)>; rel=\"" + relation + "\"").matcher(links == null ? "" : links);
    return link.find() ? link.group(1) : null;
  }

  private static List<String> names(HttpResponse<String> page) {
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    List<String> names = new ArrayList<>();
    for (JsonNode resource : body(page)) {
      names.add(resource.get("name").asText());
    }
    return names;
  }

  /** One resource each minute, the first at 10:00. */
  private void createEachMinute(String... names) {
    for (int i = 0; i < names.length; i++) {
      String id = create(names[i]);
      sql.update(
          "UPDATE resources SET created_at = '2026-01-02 10:00'::timestamp + ? * interval '1"
              + " minute' WHERE id = ?",
          i,
          id);
    }
  }

  private List<String> all(String query) {
    List<String> seen = new ArrayList<>();
    String next = RESOURCES + query;
    while (next != null) {
      HttpResponse<String> page = get(next);
      seen.addAll(names(page));
      next = link(page, "next");
    }
    return seen;
  }

  @Test
  void boundsAPageByBytes() {
    String large = "x".repeat(400_000);
    for (int i = 0; i < 5; i++) {
      post("{\"name\":\"n" + i + "\",\"description\":\"" + large + "\"}");
    }
    post("{\"name\":\"n5\",\"description\":\"" + "y".repeat(MIB - 100) + "\"}");
    create("n6");

    List<Integer> sizes = new ArrayList<>();
    String next = RESOURCES + "?limit=10";
    while (next != null) {
      HttpResponse<String> page = get(next);
      assertThat(page.body().length()).isLessThan(MIB + 1_000);
      sizes.add(body(page).size());
      next = link(page, "next");
    }
    assertThat(sizes).containsExactly(1, 1, 2, 2, 1);
    assertThat(all("?name_prefix=n&limit=10"))
        .containsExactly("n6", "n5", "n4", "n3", "n2", "n1", "n0");
    assertThat(all("?status=active")).hasSize(7);
    HttpResponse<String> few = get(RESOURCES + "?limit=1");
    assertThat(names(few)).containsExactly("n6");
  }

  @Test
  void goesBackwards() {
    createEachMinute("a", "b", "c", "d", "e");
    HttpResponse<String> first = get(RESOURCES + "?limit=2");
    assertThat(link(first, "prev")).isNull();
    HttpResponse<String> second = get(link(first, "next"));
    HttpResponse<String> third = get(link(second, "next"));
    assertThat(names(third)).containsExactly("a");
    assertThat(link(third, "next")).isNull();

    HttpResponse<String> back = get(link(third, "prev"));
    assertThat(names(back)).containsExactly("c", "b").isEqualTo(names(second));
    assertThat(names(get(link(back, "next")))).containsExactly("a");
    HttpResponse<String> start = get(link(back, "prev"));
    assertThat(names(start)).containsExactly("e", "d");
    assertThat(link(start, "prev")).isNull();
    assertThat(names(get(link(start, "next")))).containsExactly("c", "b");

    create("f");
    assertThat(names(get(link(back, "prev")))).containsExactly("e", "d");
    assertThat(link(get(link(back, "prev")), "prev")).isNotNull();
  }

  @Test
  void filters() {
    createEachMinute("alpha", "alp", "beta", "Alpine", "al%", "al_x");
    post("{\"name\":\"alpha\",\"status\":\"archived\"}");

    assertThat(all("?name_prefix=al&limit=2"))
        .containsExactly("alpha", "al_x", "al%", "alp", "alpha");
    assertThat(all("?name_prefix=alp&status=active")).containsExactly("alp", "alpha");
    assertThat(all("?name_prefix=alp&status=archived")).containsExactly("alpha");
    assertThat(all("?name_prefix=al%25")).containsExactly("al%");
    assertThat(all("?name_prefix=" + URLEncoder.encode("ü🚀", StandardCharsets.UTF_8))).isEmpty();
    assertThat(all("?created_after=2026-01-02T10:01:00Z&created_before=2026-01-02T10:04:00Z"))
        .containsExactly("Alpine", "beta");
    assertThat(all("?created_before=2026-01-02T11:02:00%2B01:00&status=active"))
        .containsExactly("alp", "alpha");
    assertThat(all("?created_before=2026-01-02T10:02:00.0000001Z")).hasSize(3);
    assertThat(all("?name_prefix=al&created_after=2026-01-02T10:03:30Z&limit=1"))
        .containsExactly("alpha", "al_x", "al%");
  }

  @Test
  void goesBackwardsInAFilteredList() {
    createEachMinute("a1", "b1", "a2", "b2", "a3", "b3");
    for (String filter :
        List.of(
            "name_prefix=a", "name_prefix=a&status=active", "created_after=2020-01-01T00:00:00Z")) {
      HttpResponse<String> first = get(RESOURCES + "?limit=1&" + filter);
      HttpResponse<String> second = get(link(first, "next"));
      HttpResponse<String> third = get(link(second, "next"));
      assertThat(names(get(link(third, "prev")))).as(filter).isEqualTo(names(second));
    }
  }

  /** Beyond 10,000 candidates the newest resources are looked through. */
  @Test
  void findsFrequentNames() {
    sql.update(
        """
        INSERT INTO resources (id, name, description, status, created_at, updated_at, version)
        SELECT '00000000-0000-7000-8000-' || lpad(n::text, 12, '0'), CASE WHEN n % 100 = 0 THEN 'rare' ELSE 'frequent' END, NULL, 'active',
               '2026-01-02'::timestamp + n * interval '1 second', '2026-01-02', 1
        FROM generate_series(1, 10500) AS n\
        """);
    HttpResponse<String> first = get(RESOURCES + "?name_prefix=freq&limit=3&total=true");
    assertThat(numbers(first)).containsExactly(10499, 10498, 10497);
    assertThat(header(first, "X-Total-Count")).isEqualTo("10395");
    HttpResponse<String> second = get(link(first, "next"));
    assertThat(numbers(second)).containsExactly(10496, 10495, 10494);
    assertThat(header(second, "X-Total-Count")).isEqualTo("10395");
    assertThat(numbers(get(link(second, "prev")))).containsExactly(10499, 10498, 10497);
    assertThat(all("?name_prefix=rare&limit=50")).hasSize(105);
  }

  private static List<Integer> numbers(HttpResponse<String> page) {
    return body(page).findValuesAsText("id").stream()
        .map(id -> Integer.valueOf(id.substring(id.length() - 5)))
        .toList();
  }

  @Test
  void countsTheListOnlyIfAsked() {
    createEachMinute("a", "b", "c");
    post("{\"name\":\"a\",\"status\":\"s\"}");
    assertThat(header(get(RESOURCES), "X-Total-Count")).isNull();
    assertThat(header(get(RESOURCES + "?total=false"), "X-Total-Count")).isNull();
    assertThat(header(get(RESOURCES + "?total=true&limit=1"), "X-Total-Count")).isEqualTo("4");
    assertThat(header(get(RESOURCES + "?total=true&status=s"), "X-Total-Count")).isEqualTo("1");
    assertThat(header(get(RESOURCES + "?total=true&name_prefix=a"), "X-Total-Count"))
        .isEqualTo("2");
    assertThat(header(get(RESOURCES + "?total=true&name_prefix=a&status=none"), "X-Total-Count"))
        .isEqualTo("0");
  }

  @Test
  void refusesACursorOfAnotherList() {
    createEachMinute("a", "b", "c");
    List<String> filters =
        new ArrayList<>(
            List.of(
                "",
                "&status=active",
                "&name_prefix=",
                "&created_after=2020-01-01T00:00:00Z",
                "&created_before=2030-01-01T00:00:00Z"));
    filters.set(2, "&name_prefix=%61");
    create("a");
    for (String filter : filters) {
      String next = link(get(RESOURCES + "?limit=1" + filter), "next");
      assertThat(next).as(filter).isNotNull();
      String cursor = next.replaceAll(".*&cursor=", "&cursor=");
      for (String other : filters) {
        HttpResponse<String> answer = get(RESOURCES + "?limit=1" + other + cursor);
        assertThat(answer.statusCode())
            .as(filter + " with " + other)
            .isEqualTo(other.equals(filter) ? 200 : 400);
      }
    }
  }

  @Test
  void refusesFiltersThatMeanNothing() {
    for (String query :
        List.of(
            "created_after=yesterday",
            "created_after=2026-01-02",
            "created_after=2026-01-02T03:04:05",
            "created_before=2026-01-02T03:04:05+01:00",
            "name_prefix=",
            "name_prefix=%00",
            "name_prefix=" + String.join("", Collections.nCopies(256, "n")),
            "total=yes",
            "total=",
            "sort=name")) {
      assertThat(get(RESOURCES + "?" + query).statusCode()).as(query).isEqualTo(400);
    }
  }
}
