package io.waybill.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.RetryInfo;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.waybill.proto.task.v1.GetTaskStatusRequest;
import io.waybill.proto.task.v1.ListTasksRequest;
import io.waybill.proto.task.v1.ProcessTaskRequest;
import io.waybill.proto.task.v1.TaskServiceGrpc;
import io.waybill.proto.task.v1.TaskServiceGrpc.TaskServiceBlockingStub;
import io.waybill.service.edge.OddRequests;
import io.waybill.service.edge.OddRequests.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** A replica that asks for tokens. */
class SecuredCallsIT {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  @TempDir static Path directory;

  private static ECKey key;
  private static ConfigurableApplicationContext app;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() throws Exception {
    key = new ECKeyGenerator(Curve.P_256).keyID("test").generate();
    Path keys = directory.resolve("keys.json");
    Files.writeString(keys, new JWKSet(key).toString(true));
    app =
        GrpcStack.shared()
            .startApp(
                "--waybill.security.enabled=true",
                "--waybill.security.jwk-set-uri=" + keys.toUri(),
                "--waybill.rate-limit.enabled=true",
                "--waybill.rate-limit.requests=20",
                "--waybill.rate-limit.period=1h",
                "--grpc.max-connection-age=2000");
    channel = GrpcStack.channelTo(app);
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    app.close();
  }

  @Test
  void aTokenWithTheScopeIsLetThrough() throws Exception {
    assertThat(process(with(token("tasks:write"))).getStatus().getCode()).isEqualTo(Status.Code.OK);
    assertThat(list(with(token("tasks:read"))).getStatus().getCode()).isEqualTo(Status.Code.OK);
  }

  @Test
  void aTokenWithoutTheScopeIsDenied() throws Exception {
    StatusRuntimeException refused = process(with(token("tasks:read resources:write ops")));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(refused.getStatus().getDescription()).contains("tasks:write");
    assertThat(list(with(token("tasks:write"))).getStatus().getCode())
        .isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(status(with(token(""))).getStatus().getCode())
        .isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void everyCallWithoutAnAcceptedTokenIsRefused() throws Exception {
    JWTClaimsSet claims = claims("tester", "tasks:read tasks:write", Duration.ofMinutes(5));
    ECKey other = new ECKeyGenerator(Curve.P_256).keyID("test").generate();
    SignedJWT byHmac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    byHmac.sign(new MACSigner(key.toPublicJWK().toJSONString()));

    refuses(TaskServiceGrpc.newBlockingStub(channel));
    refuses(with("nonsense"));
    refuses(with(signed(claims("tester", "tasks:read tasks:write", Duration.ofMinutes(-5)), key)));
    refuses(with(signed(claims, other)));
    refuses(with(new PlainJWT(claims).serialize()));
    refuses(with(byHmac.serialize()));
  }

  @Test
  void aRefusalHasTheRequestIdToo() {
    Metadata.Key<String> requestId =
        Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                TaskServiceGrpc.newBlockingStub(channel)
                    .getTaskStatus(GetTaskStatusRequest.getDefaultInstance()));
    assertThat(refused.getTrailers().get(requestId)).isNotBlank();
  }

  @Test
  void aConnectionEndsAtItsAge() {
    ManagedChannel old = GrpcStack.channelTo(app);
    try {
      HealthGrpc.newBlockingStub(old).check(HealthCheckRequest.getDefaultInstance());
      assertThat(old.getState(false)).isEqualTo(ConnectivityState.READY);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> old.getState(false) == ConnectivityState.IDLE);
      HealthGrpc.newBlockingStub(old).check(HealthCheckRequest.getDefaultInstance());
    } finally {
      old.shutdownNow();
    }
  }

  @Test
  void oneCallerTooOftenIsHeldBackAndNobodyElse() throws Exception {
    String greedy = signed(claims("greedy", "tasks:read", Duration.ofMinutes(5)), key);
    for (int i = 0; i < 20; i++) {
      assertThat(list(with(greedy)).getStatus().getCode()).isEqualTo(Status.Code.OK);
    }
    StatusRuntimeException refused = list(with(greedy));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(StatusProto.fromThrowable(refused).getDetailsList())
        .anyMatch(detail -> detail.is(RetryInfo.class));
    assertThat(list(with(token("tasks:read"))).getStatus().getCode()).isEqualTo(Status.Code.OK);
  }

  /** Each caller calls once, for the limit is low here. */
  @Tag("long")
  @Test
  void answersOverHttpAsWithoutTokens() {
    AtomicInteger callers = new AtomicInteger();
    OddRequests.assertAlike(
        new Service(httpPort(GrpcStack.shared().app()), () -> GrpcStack.OPERATOR_TOKEN),
        new Service(httpPort(app), () -> operator("odd-" + callers.incrementAndGet())),
        List.of("/health", "/ops/outbox"));
  }

  private static int httpPort(ConfigurableApplicationContext app) {
    return app.getEnvironment().getRequiredProperty("local.server.port", int.class);
  }

  private static String operator(String name) {
    try {
      return signed(claims(name, "ops", Duration.ofMinutes(5)), key);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void healthIsOpen() {
    assertThat(
            HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isNotNull();
  }

  private static void refuses(TaskServiceBlockingStub caller) {
    assertThat(process(caller).getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(status(caller).getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(list(caller).getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  private static StatusRuntimeException process(TaskServiceBlockingStub caller) {
    return outcome(
        () ->
            caller.processTask(
                ProcessTaskRequest.newBuilder().setResourceId("r").setAction("a").build()));
  }

  private static StatusRuntimeException status(TaskServiceBlockingStub caller) {
    return outcome(
        () -> caller.getTaskStatus(GetTaskStatusRequest.newBuilder().setTaskId("t").build()));
  }

  private static StatusRuntimeException list(TaskServiceBlockingStub caller) {
    return outcome(() -> caller.listTasks(ListTasksRequest.getDefaultInstance()));
  }

  /** OK as an exception too, so that all outcomes read alike. */
  private static StatusRuntimeException outcome(Runnable call) {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::run);
    return failure == null ? Status.OK.asRuntimeException() : failure;
  }

  private static TaskServiceBlockingStub with(String token) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    return TaskServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static String token(String scope) throws JOSEException {
    return signed(claims("tester", scope, Duration.ofMinutes(5)), key);
  }

  private static JWTClaimsSet claims(String subject, String scope, Duration valid) {
    return new JWTClaimsSet.Builder()
        .subject(subject)
        .claim("scope", scope)
        .expirationTime(Date.from(Instant.now().plus(valid)))
        .build();
  }

  private static String signed(JWTClaimsSet claims, ECKey by) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(by.getKeyID()).build(), claims);
    token.sign(new ECDSASigner(by));
    return token.serialize();
  }
}
