package io.waybill.service.limits;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * The token buckets of the callers, shared by HTTP and gRPC. There is such a bean only with {@code
 * waybill.rate-limit.enabled}. Each instance of a service counts for itself.
 */
public final class CallerLimits {
  private static final int NETWORK_BYTES = 8;

  private final RateLimitSettings settings;
  private final LoadingCache<String, Bucket> buckets;

  CallerLimits(RateLimitSettings settings) {
    this.settings = settings;
    // A full bucket and no bucket are the same.
    Duration refill = settings.period().multipliedBy(settings.capacity() / settings.requests() + 2);
    buckets =
        Caffeine.newBuilder()
            .maximumSize(settings.callers())
            .expireAfterAccess(refill)
            .build(caller -> newBucket());
  }

  private Bucket newBucket() {
    return Bucket.builder()
        .addLimit(
            limit ->
                limit
                    .capacity(settings.capacity())
                    .refillGreedy(settings.requests(), settings.period()))
        .build();
  }

  /**
   * Takes note of a call.
   *
   * @param name the caller's name by an access token; null when nobody knows
   * @param address the caller's IP address, which counts when nobody knows the caller
   * @return how long the caller has to wait; empty when the call may go on
   */
  public Optional<Duration> tryAcquire(String name, String address) {
    ConsumptionProbe probe = take(name, address);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  ConsumptionProbe take(String name, String address) {
    String key = name != null ? "name " + name : "address " + network(address);
    return buckets.get(key).tryConsumeAndReturnRemaining(1);
  }

  RateLimitSettings settings() {
    return settings;
  }

  /** An IPv6 caller commands a whole /64, an IPv4 caller one address. */
  private static String network(String address) {
    // Only what has a colon: anything else could be a name, and would be looked up.
    if (address == null || address.indexOf(':') < 0) {
      return String.valueOf(address);
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      return bytes.length > Integer.BYTES
          ? Arrays.toString(Arrays.copyOf(bytes, NETWORK_BYTES))
          : InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException notAnAddress) {
      return address;
    }
  }
}
