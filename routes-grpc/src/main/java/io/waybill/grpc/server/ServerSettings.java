package io.waybill.grpc.server;

import java.time.Duration;

/**
 * What the endpoint's URI has no option for.
 *
 * @param threads how many calls are answered at once
 * @param shutdownTimeout how long calls in flight may take at a stop
 * @param reflection whether the schema can be asked for
 * @param arriving what the requests that are not complete may have
 */
record ServerSettings(
    int threads, Duration shutdownTimeout, boolean reflection, ArrivingBytes.Pool arriving) {}
