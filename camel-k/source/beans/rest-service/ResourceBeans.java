package io.waybill.rest.resource;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.service.database.BreakerPolicy;
import io.waybill.service.database.DatabaseBreaker;
import io.waybill.service.database.SharedStatements;
import io.waybill.service.problem.AnswerProblem;
import io.waybill.service.problem.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteConfigurationBuilder;

/**
 * What the routes take from the registry, and which Spring Boot makes elsewhere. A route
 * configuration, because those are loaded before the routes.
 */
public class ResourceBeans extends RouteConfigurationBuilder {
  private static final int BODY_LIMIT = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @Override
  public void configuration() {
    MeterRegistry meters = new SimpleMeterRegistry();
    bindToRegistry("meters", meters);
    bindToRegistry(DatabaseBreaker.POLICY, new BreakerPolicy(DatabaseBreaker.create(meters)));
    bindToRegistry("edgeHeaders", ResourceHeaders.atTheEdge());
    bind("answerProblem", new AnswerProblem());

    bind("readNewResource", bounded(ResourceRequests::create));
    SharedStatements statements = new SharedStatements(getContext(), meters, PATIENCE);
    bind("createTogether", statements.through("create-resources"));
    bind("findTogether", statements.through("find-resources"));
    bind("readReplacement", bounded(ResourceRequests::replace));
    bind("readPatch", bounded(ResourceRequests::patch));
    bind("readDeletion", ResourceRequests::delete);
    bind("readId", ResourceRequests::find);
    bind("readListQuery", ResourceRequests::list);

    bindToRegistry(
        "resourceAnswers",
        new ResourceAnswers(getContext().resolvePropertyPlaceholders("{{waybill.rest.public-url}}")));
    // Only the service's own consumer counts the memory of answers.
    bindToRegistry("answerRoom", new AnswerRoom((exchange, bytes) -> {}));
  }

  private void bind(String name, Processor step) {
    bindToRegistry(name, step);
  }

  /** The service's own consumer does this before the route. */
  private static Processor bounded(Processor step) {
    return exchange -> {
      Object body = exchange.getMessage().getBody();
      if (body != null) {
        exchange.getMessage().setBody(new Bounded(exchange.getMessage().getBody(InputStream.class)));
      }
      step.process(exchange);
    };
  }

  private static final class Bounded extends FilterInputStream {
    private int left = BODY_LIMIT;

    private Bounded(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      return read < 0 ? read : taken(1, read);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      return read < 0 ? read : taken(read, read);
    }

    private int taken(int bytes, int read) {
      left -= bytes;
      if (left < 0) {
        throw Problem.of(413, "The body is larger than " + BODY_LIMIT + " bytes.").toException();
      }
      return read;
    }
  }
}
