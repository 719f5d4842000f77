package io.waybill.outbox;

import io.waybill.events.RepeatedFailureLog;
import io.waybill.health.Turn;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;

/**
 * The bean of the {@code retention-source} Kamelet: deletes old rows, a batch for each statement,
 * and tells the route behind how many.
 */
public final class Retention implements Policy {
  private static final RepeatedFailureLog FAILURES = new RepeatedFailureLog(Retention.class);

  // The parameters of the Kamelet.
  private String name;
  private String statement;
  private String age;
  private int batchSize;
  private long period;

  public void setName(String name) {
    this.name = name;
  }

  public void setStatement(String statement) {
    this.statement = statement;
  }

  public void setAge(String age) {
    this.age = age;
  }

  public void setBatchSize(int batchSize) {
    this.batchSize = batchSize;
  }

  public void setPeriod(long period) {
    this.period = period;
  }

  @Override
  public void beforeWrap(Route route, NamedNode definition) {
    Target.handlesFailures(definition);
  }

  @Override
  public Processor wrap(Route route, Processor steps) {
    Target target = new Target(steps);
    ProducerTemplate template = route.getCamelContext().createProducerTemplate();
    Endpoint delete =
        route
            .getCamelContext()
            .getEndpoint("sql:" + statement + "?outputType=SelectOne&parametersCount=3");
    return exchange -> run(exchange, template, delete, target);
  }

  private void run(Exchange exchange, ProducerTemplate template, Endpoint delete, Target target) {
    Turn.beginEvery("retention", name, period, exchange);
    try {
      String from = "-infinity";
      while (from != null) {
        Turn.goesOn(exchange);
        Map<?, ?> batch =
            template.requestBody(
                delete,
                Map.of("retentionAge", age, "retentionBatchSize", batchSize, "retentionFrom", from),
                Map.class);
        long deleted = ((Number) batch.get("deleted")).longValue();
        from = deleted < batchSize ? null : (String) batch.get("reached");
        if (deleted > 0) {
          target.send(deleted, exchange);
        }
      }
    } catch (Exception e) {
      Turn.failedBy(e, exchange);
      FAILURES.warn("Old rows were not all deleted by " + name + ", the next run tries again", e);
    }
  }
}
