package io.waybill.local.launcher;

/** What {@code ./run --help} prints. */
final class Help {
  static final String TEXT =
      """
      ./run                     build what is stale, start everything, show one resource's journey, stay up
      ./run --detach            the same, then leave it running in the background
      ./run stop                stop everything: services, then Kafka, then PostgreSQL
      ./run status              name, pid, health and address of each process (exit code 3 unless all are ready)
      ./run stop NAME           stop one process, such as rest-1, grpc-1, worker-1, kafka, postgres
      ./run start NAME          start it again, also after it was killed
      ./run restart NAME        both; with --build the service is built before
      ./run --watch             the same as ./run, or for a stack that is up; when a source of a service is changed,
                                builds the service and starts it again
      ./run psql NAME           SQL in the database of rest, grpc, worker, or as superuser: postgres; what follows is
                                given to psql: ./run psql rest -c 'SELECT count(*) FROM resources'
      ./run topic               the topics and their number of records
      ./run topic NAME          the records of one; --follow waits for more, --create makes the topic

      --fresh                   start with empty databases and topics
      --scale rest=3,grpc=2     replicas of rest, grpc, worker; each on ports 100 above the last one's
      --port-offset N           add N to every port; such a stack is another one, with its own data
                                in .waybill-N, and takes the option with every command:
                                ./run stop --port-offset N
      --no-sample               send no sample resource

      Ports      rest 8080 · grpc 9090, HTTP 8081 · worker 8082 · PostgreSQL 5432 · Kafka 9092 (and 9093)
      Addresses  . .waybill/env     while it is up: REST_URL, GRPC_ADDR, KAFKA_BROKERS, REST_DB_URL and more
      Logs       .waybill/logs/NAME.log
      Data       .waybill/data, kept until --fresh
      """;

  private Help() {}
}
