package io.waybill.service.database;

import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Where the database is, for messages: {@code host:port/name}, without user or password. */
record DatabaseAddress(String host, String port, String name) {

  static DatabaseAddress of(String jdbcUrl) {
    Properties parts = Driver.parseURL(jdbcUrl, null);
    if (parts == null) {
      // Not PostgreSQL's own form, for instance wrapped by a test driver.
      return new DatabaseAddress("?", "?", "?");
    }
    return new DatabaseAddress(
        PGProperty.PG_HOST.getOrDefault(parts),
        PGProperty.PG_PORT.getOrDefault(parts),
        PGProperty.PG_DBNAME.getOrDefault(parts));
  }

  @Override
  public String toString() {
    return host + ":" + port + "/" + name;
  }
}
