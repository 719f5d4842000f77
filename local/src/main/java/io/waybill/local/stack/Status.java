package io.waybill.local.stack;

import java.util.OptionalLong;

/** A line of {@code ./run status}. */
public record Status(String name, OptionalLong pid, String address, Health health) {}
