package io.waybill.health;

import java.time.Instant;

/**
 * How a background part is.
 *
 * @param up false when the part has ended, or has made no progress although it should
 * @param reason what is wrong or what it waits for, in one line; null when nothing is
 * @param since since when that is so, or when the part made progress last
 */
public record PartState(boolean up, String reason, Instant since) {}
