package io.waybill.outbox;

import org.apache.camel.component.sql.DefaultRowMapperFactory;
import org.springframework.jdbc.core.RowMapper;

/**
 * Makes camel-sql read rows as {@link OutboxRow}: a map for each of them costs several times that.
 */
public final class OutboxRows extends DefaultRowMapperFactory {
  @Override
  public RowMapper<?> newColumnRowMapper() {
    return (row, number) -> OutboxRow.of(row);
  }
}
