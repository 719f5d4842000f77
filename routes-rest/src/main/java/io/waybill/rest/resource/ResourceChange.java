package io.waybill.rest.resource;

/**
 * What is to become of a resource, checked.
 *
 * @param name null to keep it
 * @param keepDescription whether {@code description} is not given
 * @param status null to keep it
 */
record ResourceChange(String name, boolean keepDescription, String description, String status) {

  /** Replaces all of it. */
  static ResourceChange to(ResourceInput input) {
    return new ResourceChange(input.name(), false, input.description(), input.status());
  }
}
