#!/bin/bash
exec java ${KAFKA_HEAP_OPTS-} -XX:TieredStopAtLevel=1 -cp '/opt/kafka/libs/*' -Dorg.slf4j.simpleLogger.defaultLogLevel=warn org.apache.kafka.tools.TopicCommand "$@"
