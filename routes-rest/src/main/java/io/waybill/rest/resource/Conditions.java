package io.waybill.rest.resource;

import io.waybill.service.problem.Problem;
import java.util.Map;
import org.apache.camel.Message;

/**
 * The conditions of a request, in the precedence of RFC 9110, 13.2.2: If-Match first, then
 * If-None-Match. They count for a resource that is there; one that is not is 404 or 410 anyway.
 *
 * @param ifMatch null if the header is not given
 * @param ifNoneMatch null if the header is not given
 */
record Conditions(
    EntityTags ifMatch, EntityTags ifNoneMatch, String ifMatchText, String ifNoneMatchText) {
  static final String IF_MATCH = "If-Match";
  static final String IF_NONE_MATCH = "If-None-Match";

  private static final Long[] NO_VERSIONS = {};

  /**
   * @throws io.waybill.service.problem.ProblemException if a header is no list of entity tags
   */
  static Conditions of(Message request) {
    String match = ResourceRequests.header(request, IF_MATCH);
    String noneMatch = ResourceRequests.header(request, IF_NONE_MATCH);
    return new Conditions(
        match == null ? null : EntityTags.parse(IF_MATCH, match),
        noneMatch == null ? null : EntityTags.parse(IF_NONE_MATCH, noneMatch),
        match,
        noneMatch);
  }

  boolean areNone() {
    return ifMatch == null && ifNoneMatch == null;
  }

  /** Whether the resource is as If-Match wants it. */
  boolean matches(long version) {
    return ifMatch == null || ifMatch.matchStrongly(version);
  }

  /** Whether If-None-Match says that the client has this version, or wants no resource there. */
  boolean isExcluded(long version) {
    return ifNoneMatch != null && ifNoneMatch.matchWeakly(version);
  }

  /** The parameters of a statement that compares under the row's lock. */
  void putInto(Map<String, Object> parameters) {
    parameters.put("anyVersion", ifMatch == null || ifMatch.any());
    parameters.put(
        "versions", ifMatch == null ? NO_VERSIONS : ifMatch.strong().toArray(NO_VERSIONS));
    parameters.put("noVersion", ifNoneMatch != null && ifNoneMatch.any());
    parameters.put(
        "otherVersions",
        ifNoneMatch == null ? NO_VERSIONS : ifNoneMatch.versions().toArray(NO_VERSIONS));
  }

  /** Says why the version does not meet these conditions. */
  RuntimeException failed(long version) {
    String tag = EntityTags.of(version);
    String why;
    if (matches(version)) {
      why = "If-None-Match excludes the resource as it is: its ETag is " + tag + ".";
    } else if (ifMatch.strong().isEmpty()) {
      why =
          "If-Match holds no tag that can match: "
              + (ifMatch.versions().isEmpty()
                  ? "none is an ETag of this service"
                  : "weak tags never match there, send the ETag without W/")
              + ". The resource's ETag is "
              + tag
              + ".";
    } else {
      why =
          "The resource has changed since: its ETag is "
              + tag
              + " now. Get it again before you change it.";
    }
    return Problem.of(412, why, Map.of("ETag", tag)).toException();
  }
}
