package io.waybill.local.stack;

import io.waybill.local.Database;
import io.waybill.local.Ports;
import io.waybill.local.postgres.PostgresBinaries;
import io.waybill.local.postgres.PostgresCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The PostgreSQL server with the three databases. */
final class PostgresMember implements Member {
  private static final String SUPERUSER = "postgres";

  private final Layout layout;
  private final Passwords passwords;
  private final int port;
  private final boolean durable;
  private final List<String> settings;
  private PostgresCluster cluster;

  PostgresMember(
      Layout layout, Passwords passwords, int port, boolean durable, List<String> settings) {
    this.layout = layout;
    this.passwords = passwords;
    this.port = port;
    this.durable = durable;
    this.settings = settings;
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public String address() {
    return Ports.HOST + ":" + port;
  }

  @Override
  public List<Integer> ports() {
    return List.of(port);
  }

  @Override
  public void prepare() {
    cluster().initialise(durable);
    cluster().clearRemains();
  }

  @Override
  public List<String> command() {
    List<String> all = new ArrayList<>(settings);
    if (!durable) {
      all.add("fsync=off");
      all.add("full_page_writes=off");
      // In the data directory: a killed server leaves nothing behind elsewhere.
      all.add("dynamic_shared_memory_type=mmap");
    }
    return cluster().serverCommand(all);
  }

  @Override
  public Map<String, String> environment() {
    return Map.of();
  }

  @Override
  public boolean isReady(long pid) {
    return PostgresCluster.isReady(layout.postgresData(), pid);
  }

  @Override
  public void furnish() {
    for (Service service : Service.inOrder()) {
      Database database = database(service);
      cluster().createDatabase(database.name(), database.user(), database.password());
    }
  }

  @Override
  public boolean isInfrastructure() {
    return true;
  }

  /** The fast shutdown; SIGTERM would wait until every client has gone. */
  @Override
  public String stopSignal() {
    return "INT";
  }

  Database superuser() {
    return cluster().superuser();
  }

  Database database(Service service) {
    String name = service.database();
    return new Database(Ports.HOST, port, name, name, passwords.of(name));
  }

  // Late, because unpacking the programs takes a second that a status line has not.
  private synchronized PostgresCluster cluster() {
    if (cluster == null) {
      cluster =
          new PostgresCluster(
              PostgresBinaries.unpackInto(layout.postgresPrograms()),
              layout.postgresData(),
              port,
              passwords.of(SUPERUSER));
    }
    return cluster;
  }
}
