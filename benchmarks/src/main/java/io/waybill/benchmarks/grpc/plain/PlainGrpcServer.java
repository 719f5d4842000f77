package io.waybill.benchmarks.grpc.plain;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.jdbc.core.JdbcTemplate;

/** A server, a connection pool and a thread pool of the sizes that routes-grpc has. */
public final class PlainGrpcServer {
  private static final int THREADS = 64;
  private static final int CONNECTIONS = 20;

  private PlainGrpcServer() {}

  /** Runs until it is told to stop; reads PORT, DB_URL, DB_USER and DB_PASSWORD. */
  public static void main(String[] args) throws IOException, InterruptedException {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(System.getenv("DB_URL"));
    pool.setUsername(System.getenv("DB_USER"));
    pool.setPassword(System.getenv("DB_PASSWORD"));
    pool.setMaximumPoolSize(CONNECTIONS);
    JdbcTemplate jdbc = new JdbcTemplate(new HikariDataSource(pool));
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    Server server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), Integer.parseInt(System.getenv("PORT"))))
            .executor(threads)
            .addService(new Tasks(jdbc))
            .build()
            .start();
    server.awaitTermination();
  }
}
