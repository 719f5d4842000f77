package io.waybill.rest.resource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Answers the list: one page of it, and where the pages beside it are. */
final class PageAnswers {
  private final String collection;

  /**
   * @param collection where the list is
   */
  PageAnswers(String collection) {
    this.collection = collection;
  }

  static boolean isByName(Exchange exchange) {
    return query(exchange).filter().namePrefix() != null;
  }

  static boolean isByStatus(Exchange exchange) {
    return query(exchange).filter().status() != null;
  }

  static boolean hasTotal(Exchange exchange) {
    return query(exchange).total();
  }

  /** Keeps the number that {@code count.sql} found: of one column, camel-sql makes no row. */
  static void keepTotal(Exchange exchange) {
    exchange.getMessage().setHeader("X-Total-Count", exchange.getMessage().getBody());
  }

  /** The row has a resource in each line; within a resource, JSON has no line feed as it is. */
  void page(Exchange exchange) {
    Map<?, ?> row = ResourceAnswers.row(exchange);
    ListQuery query = query(exchange);
    boolean backwards = query.from() != null && query.from().backwards();
    if (row.get("bytes") instanceof Number bytes && bytes.intValue() > room(exchange)) {
      throw ResourceAnswers.passing();
    }
    List<String> resources = lines(row, backwards);
    String links = links(query, resources, Boolean.TRUE.equals(row.get("more")), backwards);
    Message answer =
        ResourceAnswers.answerJson(exchange, 200, "[" + String.join(",\n", resources) + "]");
    if (!links.isEmpty()) {
      answer.setHeader("Link", links);
    }
  }

  private static int room(Exchange exchange) {
    Map<?, ?> parameters = exchange.getProperty(ResourceRequests.PARAMETERS, Map.class);
    return (Integer) parameters.get(AnswerRoom.ROOM);
  }

  private static List<String> lines(Map<?, ?> row, boolean backwards) {
    if (!(row.get("resources") instanceof String some)) {
      return List.of();
    }
    List<String> lines = Arrays.asList(some.split("\n"));
    if (backwards) {
      Collections.reverse(lines);
    }
    return lines;
  }

  /** Before a page that was reached by a link there is one, and after it, if it goes backwards. */
  private String links(ListQuery query, List<String> page, boolean more, boolean backwards) {
    List<String> links = new ArrayList<>(2);
    if (page.isEmpty()) {
      return "";
    }
    if (more || backwards) {
      links.add(link(query, Cursor.behind(page.get(page.size() - 1), false), "next"));
    }
    if (backwards ? more : query.from() != null) {
      links.add(link(query, Cursor.behind(page.get(0), true), "prev"));
    }
    return String.join(", ", links);
  }

  private String link(ListQuery query, Cursor cursor, String relation) {
    return "<" + collection + "?" + query.at(cursor) + ">; rel=\"" + relation + "\"";
  }

  private static ListQuery query(Exchange exchange) {
    return exchange.getProperty(ResourceRequests.LIST_QUERY, ListQuery.class);
  }
}
