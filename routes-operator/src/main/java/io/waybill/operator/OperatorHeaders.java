package io.waybill.operator;

import io.waybill.service.http.EdgeHeaders;
import java.util.Set;

/** The headers that pass between operators and the routes. Public, so that Camel can make one. */
public final class OperatorHeaders extends EdgeHeaders {
  /** How a route receives a call: these headers, and the body as it came. */
  static final String HTTP =
      "&useStreaming=true&populateBodyWithForm=false&headerFilterStrategy=#class:"
          + OperatorHeaders.class.getName();

  /** With the name for the audit. */
  public OperatorHeaders() {
    super(Set.of("x-operator"), Set.of("content-type", "retry-after"));
  }
}
