import org.flywaydb.core.Flyway;

/** Makes or updates the tables of the database that the environment names. */
public class Migrate {
  public static void main(String[] args) {
    Flyway.configure()
        .dataSource(
            System.getenv("ORDERS_DB_URL"),
            System.getenv("ORDERS_DB_USER"),
            System.getenv("ORDERS_DB_PASSWORD"))
        .locations("classpath:db/outbox", "classpath:db/events", "classpath:db/orders")
        .load()
        .migrate();
  }
}
