package io.waybill.grpc;

import io.grpc.InsecureServerCredentials;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.waybill.grpc.api.NewTask;
import io.waybill.grpc.api.TaskPages;
import io.waybill.grpc.events.ConsumedMessages;
import io.waybill.grpc.executor.ActionErrors;
import io.waybill.grpc.executor.ExecutorSettings;
import io.waybill.grpc.executor.TaskActions;
import io.waybill.grpc.executor.TaskMeters;
import io.waybill.grpc.executor.TaskOutcomes;
import io.waybill.grpc.executor.TaskSpans;
import io.waybill.grpc.executor.TasksDrain;
import io.waybill.grpc.executor.TasksInHand;
import io.waybill.grpc.executor.WaitingResources;
import io.waybill.grpc.server.CallContext;
import io.waybill.grpc.server.CallMemory;
import io.waybill.grpc.server.GrpcHealth;
import io.waybill.grpc.server.MetricsInterceptor;
import io.waybill.grpc.server.ServerSettings;
import io.waybill.grpc.server.WaybillGrpcComponent;
import io.waybill.service.database.DatabaseBreaker;
import io.waybill.service.database.SharedStatements;
import io.waybill.service.limits.Admission;
import java.time.Duration;
import java.util.List;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.util.TimeUtils;

/**
 * What the routes take from the registry, and which Spring Boot makes elsewhere. A route
 * configuration, because those are loaded before the routes.
 */
public class GrpcBeans extends RouteConfigurationBuilder {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @Override
  public void configuration() {
    MeterRegistry meters = new SimpleMeterRegistry();
    bindToRegistry("meters", meters);
    bindExecutor(meters);
    bindServer(meters);
    SharedStatements statements = new SharedStatements(getContext(), meters, PATIENCE);
    bindToRegistry("processTogether", statements.releasing("process-tasks", CallContext::thisCall));
    bindToRegistry("getTogether", statements.releasing("get-tasks", CallContext::thisCall));
    bindToRegistry("taskPages", new TaskPages());
    bindToRegistry("consumedMessages", new ConsumedMessages(meters));
  }

  private void bindExecutor(MeterRegistry meters) {
    ExecutorSettings settings =
        new ExecutorSettings(
            number("tasks.threads"),
            number("tasks.ahead"),
            time("tasks.lease"),
            time("tasks.predecessor-wait"),
            number("tasks.max-attempts"),
            time("tasks.retry-backoff"),
            time("tasks.retry-backoff-limit"),
            time("tasks.action-timeout"),
            number("tasks.result-limit"),
            number("tasks.max-bytes"),
            time("waybill.shutdown-timeout"));
    TasksInHand tasks = new TasksInHand(settings);
    TaskActions actions = new TaskActions(getContext());
    bindToRegistry("tasksInHand", tasks);
    bindToRegistry("taskOutcomes", new TaskOutcomes(settings));
    bindToRegistry("taskActions", actions);
    bindToRegistry("taskSpans", new TaskSpans(GlobalOpenTelemetry.getTracer("waybill")));
    bindToRegistry("taskMeters", new TaskMeters(meters, actions));
    bindToRegistry("waitingResources", new WaitingResources());
    bindToRegistry(
        "newTask",
        new NewTask(
            actions, flag("tasks.refuse-unknown-actions"), time("tasks.request-retention")));
    getContext().getCamelContextExtension().addInterceptStrategy(new ActionErrors());
    getContext().addLifecycleStrategy(new TasksDrain(tasks, settings));
  }

  private void bindServer(MeterRegistry meters) {
    GrpcHealth health = new GrpcHealth();
    ServerSettings settings =
        new ServerSettings(
            number("grpc.threads"),
            new Admission(number("grpc.max-in-flight"), number("grpc.min-in-flight")),
            DatabaseBreaker.create(meters),
            time("waybill.shutdown-timeout"),
            flag("grpc.reflection"),
            CallMemory.Pool.ofHeap(number("grpc.max-message-size")));
    bindToRegistry("grpcHealth", health);
    bindToRegistry(
        "grpc-component",
        new WaybillGrpcComponent(
            health,
            new MetricsInterceptor(meters),
            settings,
            List.of(),
            InsecureServerCredentials::create));
  }

  private int number(String setting) {
    return Integer.parseInt(text(setting));
  }

  private boolean flag(String setting) {
    return Boolean.parseBoolean(text(setting));
  }

  private Duration time(String setting) {
    return Duration.ofMillis(TimeUtils.toMilliSeconds(text(setting)));
  }

  private String text(String setting) {
    return getContext().resolvePropertyPlaceholders("{{" + setting + "}}");
  }
}
