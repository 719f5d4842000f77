package io.waybill.service.security;

import java.security.Principal;
import java.util.Set;

/**
 * Who calls.
 *
 * @param name the token's subject
 * @param scopes what the caller may do, see {@link Scopes}
 */
public record Caller(String name, Set<String> scopes) implements Principal {
  /** Exchange property: who calls; absent where authentication is off. */
  public static final String PROPERTY = "waybillCaller";

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  @Override
  public String getName() {
    return name;
  }

  /** Whether the caller may do what the scope allows. */
  public boolean may(String scope) {
    return scopes.contains(scope);
  }
}
