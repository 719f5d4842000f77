package io.waybill.grpc.server;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.waybill.service.limits.Admission;
import java.time.Duration;

/**
 * What the endpoint's URI has no option for.
 *
 * @param threads how many calls are answered at once
 * @param admission says how many calls may be in flight before more are refused
 * @param breaker refuses calls of the service while its database is away
 * @param drain how long calls in flight may take at a stop
 * @param reflection whether the schema can be asked for
 * @param memory what the requests in flight may have
 * @param arriving what the requests that are not complete may have
 */
record ServerSettings(
    int threads,
    Admission admission,
    CircuitBreaker breaker,
    Duration drain,
    boolean reflection,
    CallMemory.Pool memory,
    ArrivingBytes.Pool arriving) {}
