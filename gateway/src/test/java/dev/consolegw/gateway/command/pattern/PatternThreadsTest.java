package dev.consolegw.gateway.command.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.background.Background;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.testing.Grants;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PatternThreadsTest {
  private final Background background = new Background("background");
  private final PatternThreads threads = new PatternThreads(PatternLimits.STANDARD, background);

  @AfterEach
  void close() {
    background.close();
  }

  private static Caller caller(String person) {
    var session =
        new Session("s1", Grants.identity(person), Grants.from("192.0.2.1"), Instant.EPOCH);
    return new Caller(session, "web1", Map.of(), false);
  }

  private PatternThreads.Search begin(String person, String pattern) throws Refusal {
    return threads.begin(caller(person), pattern);
  }

  @Test
  void fiftyPlainSearchesMayBeOpenAndAFewLargeOnes() throws Exception {
    for (int i = 0; i < 50; i++) {
      begin("ansible", "login: $");
    }
    var large = "(x*y*z*){500}q";
    begin("alice", large).close();
    for (int i = 0; i < 8; i++) {
      begin("alice", large);
    }

    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> begin("alice", large + large))
        .withMessageContaining("you search for as much as one person may")
        .satisfies(it -> assertThat(it.ending().code()).isEqualTo(ExitCode.TRY_AGAIN));
  }

  /** On a machine without a moment for what runs in the background. */
  @Test
  @Timeout(60)
  void whoeverSearchesForTooMuchHearsItWithoutATurn() throws Exception {
    var large = "(x*y*z*){500}q";
    var busy = new CountDownLatch(1);
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      background.execute(() -> await(busy));
    }
    try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
      var refused = new LinkedBlockingQueue<Refusal>();
      for (int i = 0; i < 12; i++) {
        people.execute(() -> {
          try {
            begin("alice", large);
          } catch (Refusal enough) {
            refused.add(enough);
          }
        });
      }

      assertThat(refused.take().ending().code()).isEqualTo(ExitCode.TRY_AGAIN);
      busy.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void howeverMuchOthersSearchForThereIsRoomForOneMore() throws Exception {
    for (int person = 0; person < 8; person++) {
      try {
        for (int i = 0; i < 500; i++) {
          begin("greedy" + person, "x");
        }
      } catch (Refusal enough) {
        assertThat(enough.ending().code()).isEqualTo(ExitCode.TRY_AGAIN);
      }
    }

    assertThatCode(() -> begin("zoe", "x")).doesNotThrowAnyException();
  }

  @Test
  void aSearchThatIsOverLooksNoMore() throws Exception {
    var search = begin("alice", "x");
    assertThat(search.look(() -> true)).isTrue();

    search.close();

    assertThatThrownBy(() -> search.look(() -> true)).isInstanceOf(InterruptedIOException.class);
    var after = new CompletableFuture<Void>();
    search.run(() -> after.completeExceptionally(new AssertionError("it looked")));
    begin("bob", "x").run(() -> after.complete(null));
    assertThat(after.get()).isNull();
  }

  @Test
  void whoeverWaitsHearsOfALookThatFailsAndTheNextOneIsMade() throws Exception {
    var search = begin("alice", "x");

    assertThatThrownBy(() ->
            search.look(() -> {
              throw new StackOverflowError("as a library may");
            }))
        .hasRootCauseInstanceOf(StackOverflowError.class);

    assertThat(search.look(() -> true)).isTrue();
  }
}
