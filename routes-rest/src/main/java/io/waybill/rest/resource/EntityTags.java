package io.waybill.rest.resource;

import io.waybill.service.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The entity tags of an If-Match or If-None-Match header (RFC 9110, 8.8.3 and 13.1). A resource's
 * tag is its version.
 *
 * @param any whether the header is {@code *}
 * @param versions the versions named, of which a strong comparison may match {@code strong}
 * @param strong those of the versions whose tags are not marked weak
 */
record EntityTags(boolean any, List<Long> versions, List<Long> strong) {
  private static final EntityTags ANY = new EntityTags(true, List.of(), List.of());
  private static final Pattern TAG =
      Pattern.compile("\\G[ \\t,]*(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"[ \\t]*(?=,|$)");
  private static final Pattern REST = Pattern.compile("[ \\t,]*");
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");

  /** The tag of a version. */
  static String of(long version) {
    return "\"" + version + "\"";
  }

  /**
   * @throws io.waybill.service.problem.ProblemException if it is not a list of entity tags
   */
  static EntityTags parse(String header, String value) {
    if (value.strip().equals("*")) {
      return ANY;
    }
    List<Long> versions = new ArrayList<>(1);
    List<Long> strong = new ArrayList<>(1);
    Matcher tag = TAG.matcher(value);
    int end = 0;
    while (tag.find()) {
      end = tag.end();
      String opaque = tag.group(2);
      // A tag that is none of ours matches nothing.
      if (VERSION.matcher(opaque).matches()) {
        Long version = Long.valueOf(opaque);
        versions.add(version);
        if (tag.group(1) == null) {
          strong.add(version);
        }
      }
    }
    if (end == 0 || !REST.matcher(value.substring(end)).matches()) {
      throw Problem.invalid(header, "must be * or a list of quoted entity tags, such as \"3\"")
          .toException();
    }
    return new EntityTags(false, versions, strong);
  }

  /** Whether a strong comparison with the version's tag matches. */
  boolean matchStrongly(long version) {
    return any || strong.contains(version);
  }

  /** Whether a weak comparison with the version's tag matches. */
  boolean matchWeakly(long version) {
    return any || versions.contains(version);
  }
}
