package dev.consolegw.gateway.check;

import dev.consolegw.authz.openstack.client.ComputeApi.ConsoleUrl;
import dev.consolegw.gateway.backend.Addresses;
import dev.consolegw.gateway.backend.ConsoleOutput;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.wire.Wires;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Dials Nova's proxy once, types nothing and leaves. Blocks. */
final class ConsoleTrial implements Closeable {
  private static final Duration DIAL = Duration.ofSeconds(10);

  /** The proxy greets first and looks at the token and the guest later: within 1.2 s. */
  private static final Duration PROOF = Duration.ofSeconds(2);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  private final Optional<Path> authorities;
  private final Wires wires;

  ConsoleTrial(Optional<Path> authorities) throws IOException {
    this.authorities = authorities;
    this.wires = new Wires(timer);
  }

  /** Whether the line opens and stays open; says where it was dialled. */
  String dial(ConsoleUrl url) throws IOException {
    var closed = new CompletableFuture<Reason>();
    try (var _ = wires.open(line(url), output -> watch(output, closed), DIAL)) {
      var reason = closed.get(PROOF.toMillis(), TimeUnit.MILLISECONDS);
      throw new UnmetException(
          "Nova's proxy hangs up at once (" + reason.text() + "), it does not reach the guest");
    } catch (TimeoutException _) {
      return "%s://%s, port %d"
          .formatted(url.uri().getScheme(), url.uri().getHost(), url.uri().getPort());
    } catch (ExecutionException failure) {
      throw new IllegalStateException("is never set", failure);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new UnmetException("interrupted");
    }
  }

  private DialTarget line(ConsoleUrl url) throws UnmetException {
    try {
      var extras = new Addresses.Extras(Map.of(), "binary", authorities);
      return DialTarget.of(Addresses.parse(url.uri().toString(), extras));
    } catch (IllegalArgumentException mistake) {
      throw new UnmetException("Nova's address of the console: " + mistake.getMessage());
    }
  }

  private static void watch(ConsoleOutput output, CompletableFuture<Reason> closed) {
    if (output instanceof ConsoleOutput.Closed(var reason)) {
      closed.complete(reason);
    }
  }

  @Override
  public void close() {
    wires.close();
    timer.shutdownNow();
  }
}
