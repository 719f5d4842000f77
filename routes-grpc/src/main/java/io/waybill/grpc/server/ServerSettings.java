package io.waybill.grpc.server;

import java.time.Duration;

/**
 * What the endpoint's URI has no option for.
 *
 * @param threads how many calls are answered at once
 * @param queue how many more may wait for a thread before calls are refused
 * @param drain how long calls in flight may take at a stop
 * @param reflection whether the schema can be asked for
 */
public record ServerSettings(int threads, int queue, Duration drain, boolean reflection) {}
