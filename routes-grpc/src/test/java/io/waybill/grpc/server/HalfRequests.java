package io.waybill.grpc.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Calls of which only a part of the message is sent, as no gRPC client does it. */
@SuppressWarnings("FutureReturnValueIgnored") // a call that could not be sent is not answered
final class HalfRequests implements AutoCloseable {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Collection<String> statuses = new ConcurrentLinkedQueue<>();
  private final Channel connection;
  private final int port;

  HalfRequests(int port) throws InterruptedException {
    this.port = port;
    connection =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forClient().build(),
                            new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                  }
                })
            .connect("127.0.0.1", port)
            .sync()
            .channel();
  }

  /** The statuses of the calls that were answered. */
  Collection<String> statuses() {
    return statuses;
  }

  void begin(int calls, int length, int sent) throws InterruptedException {
    byte[] part = new byte[5 + sent];
    ByteBuffer.wrap(part).put((byte) 0).putInt(length);
    for (int call = 0; call < calls; call++) {
      Http2StreamChannel stream =
          new Http2StreamChannelBootstrap(connection)
              .handler(
                  new SimpleChannelInboundHandler<Http2Frame>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, Http2Frame frame) {
                      if (frame instanceof Http2HeadersFrame headers
                          && headers.headers().contains("grpc-status")) {
                        statuses.add(headers.headers().get("grpc-status").toString());
                      }
                    }
                  })
              .open()
              .sync()
              .getNow();
      Http2Headers headers =
          new DefaultHttp2Headers()
              .method("POST")
              .scheme("http")
              .authority("127.0.0.1:" + port)
              .path("/task.v1.TaskService/ProcessTask")
              .set("content-type", "application/grpc")
              .set("te", "trailers");
      stream.write(new DefaultHttp2HeadersFrame(headers));
      stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(part)));
    }
  }

  @Override
  public void close() {
    connection.close().syncUninterruptibly();
    group.shutdownGracefully();
  }
}
