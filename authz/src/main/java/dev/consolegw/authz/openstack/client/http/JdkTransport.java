package dev.consolegw.authz.openstack.client.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.openstack4j.api.exceptions.ConnectionException;
import org.openstack4j.core.transport.HttpExecutorService;
import org.openstack4j.core.transport.HttpRequest;

/**
 * Carries openstack4j's requests over the JDK's client. Bounds the time of a whole exchange, body
 * included, and the size of an answer. Tries once, follows nothing. Thread-safe; blocks.
 */
public final class JdkTransport implements HttpExecutorService, Closeable {
  /** All users of a cloud come in one answer: some 300 bytes each. */
  static final int MAX_ANSWER = 32 << 20;

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int STANDARD_TIMEOUT = 30_000;

  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private volatile HttpClient client;

  public JdkTransport(SSLContext tls) {
    this.client = client(tls);
  }

  /** Trusts others from the next exchange on; those under way end as they began. */
  public void trust(SSLContext tls) {
    var old = client;
    client = client(tls);
    old.shutdown();
  }

  private HttpClient client(SSLContext tls) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT)
        .sslContext(tls)
        .executor(tasks)
        .build();
  }

  /**
   * One exchange; its time is the read time-out of the request's configuration.
   *
   * @throws ConnectionException without an answer; its message is a few words of ours
   */
  @Override
  public <R> JdkAnswer execute(HttpRequest<R> request) {
    int patience = request.getConfig().getReadTimeout();
    var sent =
        client.sendAsync(
            jdk(request), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER));
    try {
      var answer = sent.get(patience > 0 ? patience : STANDARD_TIMEOUT, TimeUnit.MILLISECONDS);
      return new JdkAnswer(answer.statusCode(), answer.headers(), answer.body());
    } catch (TimeoutException _) {
      throw failure("no answer in time", null);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw failure("interrupted", interrupt);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof Error error) {
        throw error; // no answer of the cloud, and not for a caller to get over
      }
      throw failure(Silence.words(failure.getCause()), failure.getCause());
    } finally {
      sent.cancel(true);
    }
  }

  private static java.net.http.HttpRequest jdk(HttpRequest<?> request) {
    var body =
        request.hasJson()
            ? java.net.http.HttpRequest.BodyPublishers.ofString(request.getJson())
            : java.net.http.HttpRequest.BodyPublishers.noBody();
    var builder =
        java.net.http.HttpRequest.newBuilder(URI.create(request.getUrl()))
            .method(request.getMethod().name(), body)
            .header("Accept", "application/json");
    if (request.hasJson()) {
      builder.header("Content-Type", request.getContentType());
    }
    request.getHeaders().forEach((name, value) -> builder.header(name, value.toString()));
    return builder.build();
  }

  private static ConnectionException failure(String words, @Nullable Throwable cause) {
    return new ConnectionException(words, 0, cause);
  }

  @Override
  public String getExecutorDisplayName() {
    return "java.net.http";
  }

  /** Ends all exchanges. */
  @Override
  public void close() throws IOException {
    client.shutdownNow();
    tasks.shutdownNow();
  }
}
