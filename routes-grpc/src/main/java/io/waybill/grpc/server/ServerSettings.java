package io.waybill.grpc.server;

import java.time.Duration;

/**
 * What the endpoint's URI has no option for.
 *
 * @param threads how many calls are answered at once
 * @param mostInFlight how many calls may be in flight before more are refused
 * @param fewestInFlight so many are let in even if answers come late
 * @param drain how long calls in flight may take at a stop
 * @param reflection whether the schema can be asked for
 */
public record ServerSettings(
    int threads, int mostInFlight, int fewestInFlight, Duration drain, boolean reflection) {}
