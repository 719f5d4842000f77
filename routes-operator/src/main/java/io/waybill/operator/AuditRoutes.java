package io.waybill.operator;

import io.waybill.service.problem.ApiProblems;
import org.apache.camel.builder.RouteBuilder;

/** Reads what operators did. */
public final class AuditRoutes extends RouteBuilder {
  @Override
  public void configure() {
    from("platform-http:/ops/audit?httpMethodRestrict=GET"
            + "&headerFilterStrategy=#operatorHeaders&useStreaming=true")
        .routeId("ops-audit")
        .routeConfigurationId(ApiProblems.ID)
        .process(OperatorCalls::audit)
        .to("sql:classpath:sql/operator/audit.sql?outputType=SelectOne&parametersCount=2")
        .id("ops-audit-page")
        .process(OperatorCalls::answer);
  }
}
