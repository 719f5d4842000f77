package io.waybill.operator;

import static io.waybill.operator.OperatorHeaders.HTTP;

import io.waybill.service.problem.ApiProblems;
import org.apache.camel.builder.RouteBuilder;

/** Reads what operators did. */
final class AuditRoutes extends RouteBuilder {
  @Override
  // spotless:off
  public void configure() {
    from("platform-http:/ops/audit?httpMethodRestrict=GET" + HTTP)
        .routeId("ops-audit").routeConfigurationId(ApiProblems.ID)
        .setBody(call -> CallParameters.ofQuery(call).number("before", 1, Long.MAX_VALUE, Long.MAX_VALUE).limit().toMap())
        .to("sql:classpath:sql/operator/audit.sql?outputType=SelectOne").id("ops-audit-page")
        .process(Answers::json);
  }
  // spotless:on
}
