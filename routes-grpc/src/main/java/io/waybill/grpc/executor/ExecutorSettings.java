package io.waybill.grpc.executor;

import java.time.Duration;

/**
 * The executor's settings, {@code tasks.*}.
 *
 * @param threads how many tasks run at once
 * @param ahead how many more may be taken while tasks finish quickly
 * @param lease how long a task is trusted to be alive without renewal
 * @param predecessorWait how long a task waits for the one of the event before
 * @param maxAttempts after so many the task is failed
 * @param backoff before the second attempt; doubles with each further one
 * @param backoffLimit the longest pause between attempts
 * @param actionTimeout an attempt that takes longer is interrupted
 * @param resultLimit bytes kept of a result, in UTF-8
 * @param maxBytes bytes of metadata of all tasks in hand; beyond them no more is claimed
 * @param drain how long tasks in hand may take at a stop
 */
public record ExecutorSettings(
    int threads,
    int ahead,
    Duration lease,
    Duration predecessorWait,
    int maxAttempts,
    Duration backoff,
    Duration backoffLimit,
    Duration actionTimeout,
    int resultLimit,
    long maxBytes,
    Duration drain) {}
