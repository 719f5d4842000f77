package io.waybill.rest.resource;

/** What a client says about a resource, checked. */
record ResourceInput(String name, String description, String status) {}
