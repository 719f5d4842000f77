package io.waybill.system.overload;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.stub.StreamObserver;
import io.waybill.proto.task.v1.ProcessTaskRequest;
import io.waybill.proto.task.v1.ProcessTaskResponse;
import io.waybill.proto.task.v1.TaskServiceGrpc;
import io.waybill.proto.task.v1.TaskServiceGrpc.TaskServiceStub;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Calls ProcessTask over a few connections, all on the thread of one event loop. */
final class GrpcGenerator implements Generator {
  private static final int CONNECTIONS = 16;
  private static final int ANSWER_SECONDS = 30;
  private static final double NANOS_PER_SECOND = 1e9;

  private final String address;

  GrpcGenerator(String address) {
    this.address = address;
  }

  @Override
  public Answers offer(int clients, double perSecond, Duration time)
      throws InterruptedException, ExecutionException {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    List<ManagedChannel> channels =
        IntStream.range(0, CONNECTIONS)
            .<ManagedChannel>mapToObj(
                i ->
                    NettyChannelBuilder.forTarget(address)
                        .usePlaintext()
                        .directExecutor()
                        .eventLoopGroup(loop)
                        .channelType(NioSocketChannel.class)
                        .build())
            .toList();
    Round round = new Round(channels, clients, perSecond, time);
    ScheduledFuture<?> ticks =
        loop.scheduleWithFixedDelay(round::callWhatIsDue, 0, 1, TimeUnit.MILLISECONDS);
    try {
      return round.done.get(time.toSeconds() + ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("Calls got no answer in " + ANSWER_SECONDS + " s", e);
    } finally {
      ticks.cancel(false);
      channels.forEach(ManagedChannel::shutdownNow);
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
  }

  /** Everything here runs on the event loop. */
  private static final class Round {
    private final CompletableFuture<Answers> done = new CompletableFuture<>();
    private final Queue<TaskServiceStub> idle = new ArrayDeque<>();
    private final int clients;
    private final double perSecond;
    private final Duration time;
    private final Answers answers;
    private final long start = System.nanoTime();
    private long begun;

    Round(List<ManagedChannel> channels, int clients, double perSecond, Duration time) {
      this.clients = clients;
      this.perSecond = perSecond;
      this.time = time;
      answers = new Answers(time);
      for (int i = 0; i < clients; i++) {
        idle.add(TaskServiceGrpc.newStub(channels.get(i % channels.size())));
      }
    }

    void callWhatIsDue() {
      long passed = System.nanoTime() - start;
      if (passed >= time.toNanos()) {
        if (idle.size() == clients) {
          done.complete(answers);
        }
        return;
      }
      while (!idle.isEmpty() && begun < perSecond * passed / NANOS_PER_SECOND) {
        call(idle.remove());
      }
    }

    private void call(TaskServiceStub stub) {
      ProcessTaskRequest request =
          ProcessTaskRequest.newBuilder()
              .setResourceId("overload-" + begun)
              .setAction("count")
              .build();
      begun++;
      stub.processTask(request, new Call(stub));
    }

    private final class Call implements StreamObserver<ProcessTaskResponse> {
      private final TaskServiceStub stub;
      private final long sent = System.nanoTime();
      private String id;

      Call(TaskServiceStub stub) {
        this.stub = stub;
      }

      @Override
      public void onNext(ProcessTaskResponse answer) {
        id = answer.getTaskId();
      }

      @Override
      public void onError(Throwable failure) {
        Status.Code code = Status.fromThrowable(failure).getCode();
        if (code == Status.Code.UNAVAILABLE || code == Status.Code.RESOURCE_EXHAUSTED) {
          answers.refused(System.nanoTime() - sent);
        } else {
          answers.other(code.name());
        }
        idle.add(stub);
      }

      @Override
      public void onCompleted() {
        answers.accepted(id, System.nanoTime() - sent);
        idle.add(stub);
      }
    }
  }
}
