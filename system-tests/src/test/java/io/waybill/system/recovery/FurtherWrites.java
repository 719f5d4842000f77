package io.waybill.system.recovery;

import io.waybill.system.client.Http;
import io.waybill.system.client.Http.Answer;
import io.waybill.system.client.Json;
import io.waybill.system.ledger.Change;
import io.waybill.system.ledger.Write;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Updates of resources that a client knows from before. */
final class FurtherWrites {
  private FurtherWrites() {}

  /** Updates the last ones that live, each from the version that the client was told. */
  static List<Write> toLiving(String url, List<Write> before, int most) {
    Map<String, Write> last = new LinkedHashMap<>();
    before.stream()
        .filter(Write::answered)
        .forEach(write -> last.merge(write.resourceId(), write, FurtherWrites::later));
    // Whose last write is unanswered may be at another version than its client knows.
    before.stream()
        .filter(write -> !write.answered() && write.resourceId() != null)
        .forEach(write -> last.remove(write.resourceId()));
    List<Write> living =
        last.values().stream().filter(write -> write.change() != Change.DELETED).toList();
    return living.subList(Math.max(0, living.size() - most), living.size()).stream()
        .map(write -> update(url, write))
        .toList();
  }

  private static Write later(Write one, Write other) {
    return one.version() > other.version() ? one : other;
  }

  private static Write update(String url, Write before) {
    String name = before.name() + "/after";
    try {
      Answer answer =
          Http.send(
              "PUT",
              url + "/api/v1/resources/" + before.resourceId(),
              Json.object("name", name),
              "If-Match",
              '"' + Long.toString(before.version()) + '"');
      if (answer.status() != 200) {
        throw new AssertionError(
            "The next version of "
                + before
                + " was answered "
                + answer.status()
                + " "
                + answer.body());
      }
      return Write.acknowledged(
          Change.UPDATED, before.resourceId(), name, before.version() + 1, answer.json());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
