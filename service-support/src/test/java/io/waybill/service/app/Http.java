package io.waybill.service.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/** Calls a service on a port of this machine. */
public final class Http {
  private final HttpClient client;
  private final String base;

  /** In plain text. */
  public Http(int port) {
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    base = "http://127.0.0.1:" + port;
  }

  /** Encrypted, with the servers that are trusted. */
  public Http(int port, SSLContext trusted) {
    client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(trusted).build();
    base = "https://127.0.0.1:" + port;
  }

  /** Sends GET with these headers: name, value, name, value and so on. */
  public HttpResponse<String> get(String path, String... headers) {
    return call("GET", path, headers);
  }

  /** Sends a request without a body. */
  public HttpResponse<String> call(String method, String path, String... headers) {
    try {
      return client.send(request(method, path, headers), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends GET and doesn't wait. */
  public CompletableFuture<HttpResponse<String>> send(String path) {
    return client.sendAsync(request("GET", path), BodyHandlers.ofString());
  }

  private HttpRequest request(String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }
}
