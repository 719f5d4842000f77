package io.waybill.rest.http;

import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;

/** Runs the routes behind platform-http on the thread that serves the request. */
final class RequestThreadEngine extends SpringBootPlatformHttpEngine {
  private final int bodyLimit;
  private final BodyMemory bodyMemory;

  RequestThreadEngine(int port, int bodyLimit, BodyMemory bodyMemory) {
    super(port);
    this.bodyLimit = bodyLimit;
    this.bodyMemory = bodyMemory;
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
    return new RequestThreadConsumer(endpoint, processor, bodyLimit, bodyMemory);
  }
}
