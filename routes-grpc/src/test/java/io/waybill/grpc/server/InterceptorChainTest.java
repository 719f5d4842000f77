package io.waybill.grpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.service.limits.Admission;
import io.waybill.service.limits.MemoryPool;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The order of the interceptors is part of what the service promises: see InterceptorChain. */
class InterceptorChainTest {
  private final AccessInterceptor access = new AccessInterceptor(null);
  private final RateInterceptor rate = new RateInterceptor(null);

  @Test
  void aCallMeetsTheInterceptorsInThisOrder() {
    assertThat(chain(Optional.of(access), Optional.of(rate)).ofServer(new CallsInFlight()))
        .extracting(Object::getClass)
        .map(Class::getSimpleName)
        .containsExactly(
            "CallsInFlight",
            "MetricsInterceptor",
            "ContextInterceptor",
            "OverloadInterceptor",
            "AccessInterceptor",
            "RateInterceptor",
            "StatusInterceptor",
            "MalformedRequestInterceptor",
            "MemoryInterceptor");
    assertThat(chain(Optional.empty(), Optional.empty()).ofService())
        .singleElement()
        .isInstanceOf(BreakerInterceptor.class);
  }

  @Test
  void onlyTokensAndRatesMayMakeACallWait() {
    assertThat(chain(Optional.empty(), Optional.empty()).mayWait()).isFalse();
    assertThat(chain(Optional.of(access), Optional.empty()).mayWait()).isTrue();
    assertThat(chain(Optional.empty(), Optional.of(rate)).mayWait()).isTrue();
  }

  private static InterceptorChain chain(
      Optional<AccessInterceptor> access, Optional<RateInterceptor> rate) {
    return new InterceptorChain(
        new MetricsInterceptor(new SimpleMeterRegistry()),
        new Admission(2, 1),
        access,
        rate,
        new MemoryPool(1),
        CircuitBreaker.ofDefaults("test"));
  }
}
