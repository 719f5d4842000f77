# One image for each of the three services:
#
#   docker build --build-arg SERVICE=routes-rest -t waybill/routes-rest:0.1.0 .
#
# JARS=source (default) builds the jars here; JARS=prebuilt takes SERVICE/target/SERVICE.jar, as `mvn package` left it.
ARG BUILDER=maven:3.9.11-eclipse-temurin-25
ARG RUNTIME=eclipse-temurin:25.0.3_9-jre-noble

FROM ${BUILDER} AS jars
WORKDIR /src
ARG JARS=source
ARG MODULES=routes-rest,routes-grpc,routes-worker
# The poms alone bring the dependencies, into a layer that changes only with them. Repackaging nothing fails, which is no matter.
COPY pom.xml ./
COPY proto/pom.xml proto/
COPY events/pom.xml events/
COPY local/pom.xml local/
COPY local/it/pom.xml local/it/
COPY route-templates/pom.xml route-templates/
COPY route-templates/it/pom.xml route-templates/it/
COPY service-support/pom.xml service-support/
COPY service-support/it/pom.xml service-support/it/
COPY routes-operator/pom.xml routes-operator/
COPY routes-operator/it/pom.xml routes-operator/it/
COPY routes-rest/pom.xml routes-rest/
COPY routes-grpc/pom.xml routes-grpc/
COPY routes-grpc/it/pom.xml routes-grpc/it/
COPY routes-worker/pom.xml routes-worker/
COPY examples/orders-spring-boot/pom.xml examples/orders-spring-boot/
COPY examples/orders-yaml/pom.xml examples/orders-yaml/
COPY benchmarks/pom.xml benchmarks/
COPY system-tests/pom.xml system-tests/
RUN if [ "$JARS" = source ]; then mvn -B -q -fae -pl "$MODULES" -am package -DskipTests -Dspotless.check.skip > /dev/null || true; fi
COPY . .
RUN if [ "$JARS" = source ]; then mvn -B -q -pl "$MODULES" -am package -DskipTests -Dspotless.check.skip; fi

FROM ${RUNTIME} AS layers
ARG SERVICE
WORKDIR /work
COPY --from=jars /src/${SERVICE}/target/${SERVICE}.jar app.jar
RUN java -Djarmode=tools -jar app.jar extract --layers --destination layers

FROM ${RUNTIME}
ARG SERVICE
ENV SERVICE=${SERVICE} SPRING_THREADS_VIRTUAL_ENABLED=true
WORKDIR /app
COPY compose/health /usr/local/bin/health
# From the layer that changes least to the one that changes most.
COPY --from=layers /work/layers/dependencies/ ./
COPY --from=layers /work/layers/spring-boot-loader/ ./
COPY --from=layers /work/layers/snapshot-dependencies/ ./
COPY --from=layers /work/layers/application/ ./
# The classes as one start uses them, loaded and linked, in a file that the JVM maps, to start in less time (Java 25 or later).
# It works only with this JVM and these jars, and a JVM that can't use it goes on without. The values are no settings: this
# start has neither database nor Kafka, starts its routes all the same, so that their classes are in it too, and ends by itself.
RUN REST_DB_PASSWORD=none GRPC_DB_PASSWORD=none WORKER_DB_PASSWORD=none \
    java -XX:AOTCacheOutput=app.aot -Xlog:aot=off -Dlogging.level.root=off \
         -Dcamel.main.auto-startup=true -Dcamel.main.duration-max-seconds=8 -jar app.jar \
 && test -s app.aot && rm -rf /tmp/*
USER 10001:10001
# Liveness and readiness are the orchestrator's to ask for; this is for Docker, whose only probe it is.
HEALTHCHECK --interval=5s --timeout=3s --start-period=180s --retries=3 CMD ["health"]
STOPSIGNAL SIGTERM
# Further options: JAVA_TOOL_OPTIONS.
ENTRYPOINT ["java", "-XX:AOTCache=/app/app.aot", "-XX:InitialRAMPercentage=30", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-jar", "/app/app.jar"]
