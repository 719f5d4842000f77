package io.waybill.service.settings;

import io.waybill.service.failure.Reason;
import java.net.BindException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.util.PlaceholderResolutionException;
import org.springframework.util.unit.DataSize;

/** Tells the failures that a setting causes, and says each in one line. */
public final class FailureLine {
  private static final Pattern CAMEL_PLACEHOLDER =
      Pattern.compile("Property with key \\[([^]]+)] not found");

  private FailureLine() {}

  /** The line for a failure that a setting causes; empty for any other failure. */
  public static Optional<String> of(Throwable failure) {
    return first(failure, InvalidSetting.class, Throwable::getMessage)
        .or(() -> first(failure, PortInUseException.class, FailureLine::portInUse))
        .or(
            () ->
                first(
                    failure,
                    org.springframework.boot.context.properties.bind.BindException.class,
                    FailureLine::notBound))
        .or(() -> first(failure, PlaceholderResolutionException.class, FailureLine::unresolved))
        .or(() -> camelPlaceholder(failure))
        .or(() -> first(failure, BindException.class, e -> addressInUse(failure, e)))
        .map(Reason::oneLine);
  }

  private static String portInUse(PortInUseException e) {
    return "Port %d is in use already: stop what listens there, or choose another port with %s"
        .formatted(e.getPort(), SettingName.describe("server.port"));
  }

  private static String notBound(org.springframework.boot.context.properties.bind.BindException e) {
    ConfigurationProperty property = e.getProperty();
    String name = property != null ? property.getName().toString() : e.getName().toString();
    Class<?> type = target(e);
    Object value = property != null ? property.getValue() : null;
    String given = value == null ? "has a wrong value" : "is " + SettingName.show(name, value);
    return new InvalidSetting(name, given + " but should be " + shouldBe(type)).getMessage();
  }

  private static Class<?> target(org.springframework.boot.context.properties.bind.BindException e) {
    return first(e, ConversionFailedException.class, Function.identity())
        .<Class<?>>map(failed -> failed.getTargetType().getType())
        .orElseGet(() -> e.getTarget().getType().resolve(Object.class));
  }

  private static String shouldBe(Class<?> type) {
    if (type == Duration.class) {
      return "a duration such as 30s or 2m";
    }
    if (type == DataSize.class) {
      return "a size such as 512KB or 1MB";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type.isEnum()) {
      return "one of "
          + String.join(
              ", ",
              Arrays.stream(type.getEnumConstants())
                  .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                  .toList());
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    return "a valid " + type.getSimpleName();
  }

  private static String unresolved(PlaceholderResolutionException e) {
    return new InvalidSetting(
            String.valueOf(e.getPlaceholder()), "is missing: it has no default and must be set")
        .getMessage();
  }

  private static Optional<String> camelPlaceholder(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      Matcher matcher = CAMEL_PLACEHOLDER.matcher(String.valueOf(t.getMessage()));
      if (matcher.find()) {
        return Optional.of(
            new InvalidSetting(
                    matcher.group(1), "is missing: a route uses it and it has no default")
                .getMessage());
      }
    }
    return Optional.empty();
  }

  private static String addressInUse(Throwable failure, BindException e) {
    // The outer messages name the route and the address.
    for (Throwable t = failure; t != null && t != e; t = t.getCause()) {
      String message = String.valueOf(t.getMessage());
      if (message.contains("bind")) {
        return message
            + ": "
            + e.getMessage()
            + ". Stop what listens there, or choose another port";
      }
    }
    return "Cannot listen: " + e.getMessage() + ". Stop what listens there, or choose another port";
  }

  private static <T extends Throwable, R> Optional<R> first(
      Throwable failure, Class<T> type, Function<T, R> line) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return Optional.of(line.apply(type.cast(t)));
      }
    }
    return Optional.empty();
  }
}
