package io.waybill.service.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.zaxxer.hikari.SQLExceptionOverride.Override;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriteCheckTest {
  private final Connection connection = mock();
  private final Statement statement = mock();

  @BeforeEach
  void connect() throws SQLException {
    when(connection.createStatement()).thenReturn(statement);
  }

  /** What has failed in another test is done with. */
  @AfterEach
  void reset() throws SQLException {
    when(connection.createStatement()).thenReturn(mock());
    assertThat(WriteCheck.refusal(connection, 1)).isEmpty();
  }

  @Test
  void writesNothingWhileNoStatementHasFailedForWantOfRoom() throws SQLException {
    meets("23505");
    meets("53300");
    assertThat(WriteCheck.refusal(connection, 1)).isEmpty();
    verify(statement, never()).execute(anyString());
  }

  @Test
  void tellsOfAFullDiskUntilThereIsRoomAgain() throws SQLException {
    meets("53100");
    when(statement.execute(anyString())).thenThrow(new SQLException("No space left", "53100"));
    assertThat(WriteCheck.refusal(connection, 1)).contains("No space left");
    assertThat(WriteCheck.refusal(connection, 1)).contains("No space left");
    verify(connection, never()).commit();

    Statement works = mock();
    when(connection.createStatement()).thenReturn(works);
    assertThat(WriteCheck.refusal(connection, 1)).isEmpty();
    assertThat(WriteCheck.refusal(connection, 1)).isEmpty();
    verify(works, times(1)).execute(anyString());
  }

  @Test
  void aRoleWithoutTemporaryTablesIsNoFullDisk() throws SQLException {
    meets("58030");
    when(statement.execute(anyString())).thenThrow(new SQLException("permission denied", "42501"));
    assertThat(WriteCheck.refusal(connection, 1)).isEmpty();
  }

  private static void meets(String state) {
    assertThat(new StaleConnections().adjudicate(new SQLException("failed", state)))
        .isEqualTo(Override.CONTINUE_EVICT);
  }
}
