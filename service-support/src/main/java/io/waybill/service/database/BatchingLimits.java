package io.waybill.service.database;

import java.time.Duration;

/**
 * What keeps the runs of a {@link BatchingExecutor} and the waits for them short.
 *
 * @param runs how many there are at once
 * @param calls how many share a run
 * @param weight how much they weigh together; a call that weighs more runs all the same
 * @param timeout how long a call waits for its run to begin
 */
record BatchingLimits(int runs, int calls, long weight, Duration timeout) {}
