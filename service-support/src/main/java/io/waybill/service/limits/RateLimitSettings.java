package io.waybill.service.limits;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often one caller may call one instance of a service.
 *
 * @param enabled whether that is limited
 * @param requests the requests a caller may send per period, on average
 * @param period at least 1 s
 * @param burst how many a caller may send at once after a pause; 0 for as many as {@code requests}
 * @param callers how many callers are remembered; beyond it those seen longest ago start anew
 */
@ConfigurationProperties("waybill.rate-limit")
record RateLimitSettings(
    boolean enabled,
    @DefaultValue("100") long requests,
    @DefaultValue("1s") Duration period,
    @DefaultValue("0") long burst,
    @DefaultValue("100000") long callers) {

  long capacity() {
    return burst > 0 ? burst : requests;
  }
}
