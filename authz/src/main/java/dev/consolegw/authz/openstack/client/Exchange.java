package dev.consolegw.authz.openstack.client;

import dev.consolegw.authz.openstack.client.http.JdkAnswer;
import dev.consolegw.authz.openstack.client.http.JdkTransport;
import dev.consolegw.authz.openstack.client.http.Silence;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.openstack4j.api.exceptions.ConnectionException;
import org.openstack4j.core.transport.Config;
import org.openstack4j.core.transport.HttpRequest;

/**
 * One call until it is answered, or not worth trying again. Tries a few times, with growing pauses
 * and jitter, when nobody answers or the answer is to come later. Blocks. Thread-safe.
 */
final class Exchange {
  static final int TRIES = 3;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  /** Told to come back later than this, we give up and say so. */
  private static final Duration MAX_PAUSE = Duration.ofSeconds(20);

  private final JdkTransport transport;
  private final Pause pause;
  private volatile Cloud.Listener listener = (_, _) -> {};

  /** Waits; ends early, with an exception, when the cloud is closed. */
  @FunctionalInterface
  interface Pause {
    void await(Duration time) throws CloudException;
  }

  Exchange(JdkTransport transport, Pause pause) {
    this.transport = transport;
    this.pause = pause;
  }

  /** From now on tells of every try. */
  void listen(Cloud.Listener told) {
    listener = told;
  }

  /**
   * The answer, whatever it is.
   *
   * @param headers names and values
   * @throws CloudException when there is none
   */
  JdkAnswer once(Call call, URI service, List<Map.Entry<String, String>> headers)
      throws CloudException {
    long end = System.nanoTime() + call.budget().toNanos();
    for (int attempt = 1; ; attempt++) {
      long left = end - System.nanoTime();
      Optional<JdkAnswer> answer = Optional.empty();
      var silence = "no answer in time";
      try {
        answer = Optional.of(transport.execute(request(call, service, headers, left)));
      } catch (ConnectionException failure) {
        silence = String.valueOf(failure.getMessage());
      }
      listener.tried(call.service().toString(), answer.map(JdkAnswer::getStatus));
      if (answer.isPresent() && !isForLater(answer.get().getStatus())) {
        return answer.get();
      }
      var wait = wait(answer, attempt);
      boolean over =
          attempt == TRIES
              || wait.compareTo(MAX_PAUSE) > 0
              || wait.toNanos() > end - System.nanoTime();
      if (over || silence.equals(Silence.TOO_LARGE) || Thread.currentThread().isInterrupted()) {
        if (answer.isPresent()) {
          return answer.get();
        }
        throw Faults.silent(call, silence);
      }
      pause.await(wait);
    }
  }

  private static boolean isForLater(int status) {
    return status == 429 || status == 413 || (status >= 502 && status <= 504);
  }

  private static Duration wait(Optional<JdkAnswer> answer, int attempt) {
    var most = FIRST_PAUSE.multipliedBy(1L << attempt);
    var jitter =
        Duration.ofMillis(
            ThreadLocalRandom.current().nextLong(most.toMillis() / 2, most.toMillis()));
    var told =
        answer
            .flatMap(it -> Optional.ofNullable(it.header("Retry-After")))
            .filter(it -> it.matches("\\d{1,6}"))
            .map(it -> Duration.ofSeconds(Long.parseLong(it)));
    return told.filter(it -> it.compareTo(jitter) > 0).orElse(jitter);
  }

  private static HttpRequest<Void> request(
      Call call, URI service, List<Map.Entry<String, String>> headers, long nanos) {
    int millis = (int) Math.max(1, nanos / 1_000_000);
    var builder =
        HttpRequest.builder()
            .config(Config.newConfig().withReadTimeout(millis))
            .endpoint(service.toString())
            .path(call.path())
            .method(call.method());
    call.query().forEach(builder::queryParam);
    call.body().ifPresent(builder::json);
    headers.forEach(header -> builder.header(header.getKey(), header.getValue()));
    return builder.build();
  }
}
