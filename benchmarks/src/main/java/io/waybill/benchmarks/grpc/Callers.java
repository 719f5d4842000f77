package io.waybill.benchmarks.grpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.waybill.benchmarks.report.Times;
import io.waybill.benchmarks.service.Result;
import io.waybill.local.Ports;
import io.waybill.proto.task.v1.TaskServiceGrpc;
import io.waybill.proto.task.v1.TaskServiceGrpc.TaskServiceStub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Callers of one server, each of which calls again as soon as it has its answer. */
final class Callers implements AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final double MILLIS_PER_SECOND = 1e3;

  private final List<ManagedChannel> channels;

  /** One call; the observer is to be handed to the stub. */
  @FunctionalInterface
  interface Call {
    void begin(TaskServiceStub stub, StreamObserver<Object> answer);
  }

  Callers(int port) {
    channels =
        IntStream.range(0, CONNECTIONS)
            .<ManagedChannel>mapToObj(
                i ->
                    NettyChannelBuilder.forAddress(Ports.HOST, port)
                        .usePlaintext()
                        .directExecutor()
                        .build())
            .toList();
  }

  /** Runs so many of them for so long. */
  Result run(Call call, int callers, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    CountDownLatch running = new CountDownLatch(callers);
    List<Caller> all = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < callers; i++) {
      TaskServiceStub stub = TaskServiceGrpc.newStub(channels.get(i % CONNECTIONS));
      Caller caller = new Caller(call, stub, end, running);
      all.add(caller);
      caller.next();
    }
    try {
      if (!running.await(time.toMillis() + 60_000, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(running.getCount() + " calls got no answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted under load", e);
    }
    double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / MILLIS_PER_SECOND;
    Times times = new Times(all.stream().flatMap(caller -> caller.nanos.stream()).toList());
    return new Result(
        times.count() / seconds,
        times.millis(0.5),
        times.millis(0.99),
        times.count(),
        all.stream().mapToLong(caller -> caller.failures).sum());
  }

  private static final class Caller implements StreamObserver<Object> {
    private final Call call;
    private final TaskServiceStub stub;
    private final long end;
    private final CountDownLatch running;
    // Only by one callback after the other.
    private final List<Long> nanos = new ArrayList<>();
    private long failures;
    private long begin;

    Caller(Call call, TaskServiceStub stub, long end, CountDownLatch running) {
      this.call = call;
      this.stub = stub;
      this.end = end;
      this.running = running;
    }

    void next() {
      begin = System.nanoTime();
      if (begin - end >= 0) {
        running.countDown();
      } else {
        call.begin(stub, this);
      }
    }

    @Override
    public void onNext(Object answer) {}

    @Override
    public void onError(Throwable failure) {
      failures++;
      next();
    }

    @Override
    public void onCompleted() {
      nanos.add(System.nanoTime() - begin);
      next();
    }
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
