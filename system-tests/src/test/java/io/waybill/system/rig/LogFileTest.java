package io.waybill.system.rig;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.client.Unreadable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir private Path data;

  @Test
  void damagesOnlyTheFirstBatchBehindAPlace() throws IOException {
    Path file =
        Files.createDirectory(data.resolve("resource.created-3"))
            .resolve("00000000000000000000.log");
    Files.createDirectory(data.resolve("resource.created.other-3"));
    Files.write(file, batch(0, "a"));
    long place = Files.size(file);
    LogFile log = LogFile.of(data, "resource.created").get(0);
    assertThat(log.flipAByteBehind(place)).isEmpty();

    Files.write(file, batch(1, "b", "c"), StandardOpenOption.APPEND);
    Files.write(file, batch(3, "d"), StandardOpenOption.APPEND);

    assertThat(log.flipAByteBehind(place))
        .contains(
            new Unreadable(new TopicPartition("resource.created", 3), 1, 2, List.of("b", "c")));
    ByteBuffer after = ByteBuffer.wrap(Files.readAllBytes(file));
    assertThat(
            StreamSupport.stream(
                    MemoryRecords.readableRecords(after).batches().spliterator(), false)
                .map(MutableRecordBatch::isValid))
        .containsExactly(true, false, true);
  }

  private static byte[] batch(long offset, String... ids) {
    SimpleRecord[] records = new SimpleRecord[ids.length];
    for (int i = 0; i < ids.length; i++) {
      Header[] headers = {new RecordHeader("ce_id", ids[i].getBytes(StandardCharsets.UTF_8))};
      byte[] text = "text".getBytes(StandardCharsets.UTF_8);
      records[i] = new SimpleRecord(1, text, text, headers);
    }
    ByteBuffer buffer = MemoryRecords.withRecords(offset, Compression.NONE, records).buffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
