package io.waybill.system.rig;

import io.waybill.system.client.Unreadable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;

/** The file that a broker appends the records of a partition to. */
record LogFile(TopicPartition partition, Path file) {

  /** Those of all partitions of a topic. */
  static List<LogFile> of(Path data, String topic) {
    try (Stream<Path> directories = Files.list(data)) {
      return directories
          .filter(each -> each.getFileName().toString().matches("\\Q" + topic + "\\E-\\d+"))
          .map(each -> new LogFile(partition(each.getFileName().toString()), newest(each)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The partition that is written as {@code topic-number}. */
  static TopicPartition partition(String name) {
    int dash = name.lastIndexOf('-');
    return new TopicPartition(name.substring(0, dash), Integer.parseInt(name.substring(dash + 1)));
  }

  private static Path newest(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".log")).max(Path::compareTo).get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long size() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Damages the first batch that begins at that place or behind it, so that its checksum no longer
   * fits; empty if there is none yet.
   */
  Optional<Unreadable> flipAByteBehind(long place) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      int start = 0;
      for (MutableRecordBatch batch : MemoryRecords.readableRecords(bytes).batches()) {
        if (start >= place && batch.isValid()) {
          int body = batch.sizeInBytes() - DefaultRecordBatch.RECORD_BATCH_OVERHEAD;
          int flipped = start + DefaultRecordBatch.RECORD_BATCH_OVERHEAD + body / 2;
          Unreadable damaged =
              new Unreadable(partition, batch.baseOffset(), batch.lastOffset(), ids(batch));
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (bytes.get(flipped) ^ 1)}), flipped);
          }
          return Optional.of(damaged);
        }
        start += batch.sizeInBytes();
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> ids(MutableRecordBatch batch) {
    List<String> ids = new ArrayList<>();
    for (Record record : batch) {
      for (Header header : record.headers()) {
        if (header.key().equals("ce_id")) {
          ids.add(new String(header.value(), StandardCharsets.UTF_8));
        }
      }
    }
    return ids;
  }
}
