package io.waybill.rest.http;

import io.waybill.service.problem.Problem;
import io.waybill.service.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.DefaultMessage;
import org.apache.coyote.BadRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;

/**
 * The starter's consumer hands each request to an executor (8 threads by default, unbounded queue)
 * and lets Spring dispatch it a second time. Here the request's own thread does the work: no hop,
 * no second dispatch, and no queue but the limit of requests in flight.
 */
final class RequestThreadConsumer extends SpringBootPlatformHttpConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(RequestThreadConsumer.class);

  private final int bodyLimit;
  private final BodyMemory bodyMemory;

  RequestThreadConsumer(
      PlatformHttpEndpoint endpoint, Processor processor, int bodyLimit, BodyMemory bodyMemory) {
    super(endpoint, apart(new ErrorGuard(processor)), Runnable::run);
    this.bodyLimit = bodyLimit;
    this.bodyMemory = bodyMemory;
  }

  /**
   * Routes get a message apart from the request: Camel's own reads the request again whenever a
   * step has left no body, also once it is answered. They know the caller as a property.
   */
  private static Processor apart(Processor route) {
    return exchange -> {
      PlatformHttpMessage call = exchange.getMessage(PlatformHttpMessage.class);
      Principal caller = call.getRequest().getUserPrincipal();
      if (caller != null) {
        exchange.setProperty(Caller.PROPERTY, caller);
      }
      Message message = new DefaultMessage(exchange);
      message.setHeaders(call.getHeaders());
      message.setBody(call.getBody());
      exchange.setIn(message);
      route.process(exchange);
    };
  }

  @Override
  public CompletableFuture<Void> service(HttpServletRequest request, HttpServletResponse response) {
    serve(request, response);
    // To Spring: the answer is written, nothing is to come.
    return null;
  }

  /** Answers the request; throws what the caller shall be told. */
  void serve(HttpServletRequest request, HttpServletResponse response) {
    if (request.getContentLengthLong() > bodyLimit) {
      throw tooLarge();
    }
    if (isEncoded(request)) {
      throw Problem.of(
              415,
              "Send the body without a Content-Encoding.",
              Map.of("Accept-Encoding", "identity"))
          .toException();
    }
    try (BoundedRequest bounded = new BoundedRequest(request, bodyLimit, bodyMemory)) {
      handleService(bounded, LinkPrefix.of(request, response));
    } catch (Exception e) {
      throw refusal(e);
    }
  }

  /**
   * Text is written as it is. Camel's binding would make text of every header first, those that
   * never leave too, and copy the body three times.
   */
  @Override
  protected void afterProcess(HttpServletResponse response, Exchange exchange) throws Exception {
    if (ErrorGuard.hasCaught(exchange)) {
      // The Error is on its way to the container, which answers 500.
      doneUoW(exchange);
      releaseExchange(exchange, false);
      return;
    }
    if (exchange.isFailed() || !(exchange.getMessage().getBody() instanceof String text)) {
      super.afterProcess(response, exchange);
      return;
    }
    try {
      write(exchange, text.getBytes(StandardCharsets.UTF_8), response);
    } catch (IOException e) {
      // The client has left, which any client may do as often as it likes.
      LOG.debug("The answer could not be sent", e);
    } finally {
      doneUoW(exchange);
      releaseExchange(exchange, false);
    }
  }

  private void write(Exchange exchange, byte[] body, HttpServletResponse response)
      throws IOException {
    HeaderFilterStrategy edge = getEndpoint().getHeaderFilterStrategy();
    exchange
        .getMessage()
        .getHeaders()
        .forEach(
            (name, value) -> {
              if (!edge.applyFilterToCamelHeaders(name, value, exchange)) {
                response.addHeader(name, String.valueOf(value));
              }
            });
    response.setStatus(
        exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class));
    response.setContentLength(body.length);
    try (OutputStream out = response.getOutputStream()) {
      out.write(body);
    }
  }

  /** Camel would decompress such a body by itself, past every limit on its size. */
  private static boolean isEncoded(HttpServletRequest request) {
    String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    boolean body =
        request.getContentLengthLong() > 0
            || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    return body && encoding != null && !encoding.equalsIgnoreCase("identity");
  }

  private RuntimeException refusal(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BodyTooLargeException) {
        return tooLarge();
      }
      if (cause instanceof EOFException || cause instanceof SocketTimeoutException) {
        return Problem.invalid("body", "ended before it was complete").toException();
      }
      if (cause instanceof BadRequestException) {
        return Problem.invalid("body", "does not come in chunks as HTTP defines them")
            .toException();
      }
    }
    return RuntimeCamelException.wrapRuntimeCamelException(e);
  }

  private RuntimeException tooLarge() {
    return Problem.of(413, "The body is larger than " + bodyLimit + " bytes.").toException();
  }
}
