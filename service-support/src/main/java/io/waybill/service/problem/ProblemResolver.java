package io.waybill.service.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** Answers what Spring refuses before a route sees it: paths, methods, media types. */
final class ProblemResolver implements HandlerExceptionResolver, Ordered {
  @Override
  public ModelAndView resolveException(
      HttpServletRequest request, HttpServletResponse response, Object handler, Exception failure) {
    String path = request.getRequestURI();
    try {
      ProblemWriter.write(
          isPartOfNoComponent(request, failure) ? notFound() : problemOf(failure), path, response);
      if (failure instanceof RejectedExecutionException) {
        response.flushBuffer();
      }
    } catch (IOException clientHasGone) {
      // Nobody is left to be told.
    }
    return new ModelAndView();
  }

  /** Before Spring's own, which would answer in their way. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  private Problem problemOf(Exception failure) {
    if (failure instanceof RejectedExecutionException) {
      // All threads of asynchronous calls are busy, and their queue is full.
      return Problem.overloaded("The service is overloaded. Try again shortly.");
    }
    if (!(failure instanceof ErrorResponse refusal)) {
      return FailureProblems.problemOf(failure);
    }
    int status = refusal.getStatusCode().value();
    if (status == 404) {
      return notFound();
    }
    String detail = status < 500 ? detail(refusal) : null;
    Map<String, String> headers = firstValues(refusal.getHeaders());
    headers.computeIfPresent("Allow", (name, methods) -> allowed(methods));
    return Problem.of(status, detail == null ? StatusTitles.detail(status) : detail, headers);
  }

  /** Spring would say "Content-Type 'null'" where there is none, and not what to send. */
  private static String detail(ErrorResponse refusal) {
    if (refusal instanceof HttpMediaTypeNotSupportedException wrong
        && !wrong.getSupportedMediaTypes().isEmpty()) {
      MediaType given = wrong.getContentType();
      return (given == null
              ? "The Content-Type is missing or can't be read."
              : "Content-Type '" + given + "' is not supported.")
          + " Send "
          + MediaType.toString(wrong.getSupportedMediaTypes())
          + ".";
    }
    return refusal.getBody().getDetail();
  }

  /** Spring Boot 4.1 fails where a component that is not there is asked for a part. */
  private static boolean isPartOfNoComponent(HttpServletRequest request, Exception failure) {
    return failure instanceof IllegalStateException
        && request.getServletPath().matches("/health/[^/]+/.+");
  }

  private static Problem notFound() {
    return Problem.of(404, StatusTitles.detail(404));
  }

  /** Spring also answers HEAD, where it answers GET, and OPTIONS, but does not say so here. */
  private static String allowed(String methods) {
    Set<String> all = new TreeSet<>(List.of(methods.split(" *, *")));
    if (all.contains("GET")) {
      all.add("HEAD");
    }
    all.add("OPTIONS");
    return String.join(", ", all);
  }

  private static Map<String, String> firstValues(HttpHeaders headers) {
    Map<String, String> values = new HashMap<>();
    headers.forEach((name, all) -> values.put(name, String.join(", ", all)));
    return values;
  }
}
