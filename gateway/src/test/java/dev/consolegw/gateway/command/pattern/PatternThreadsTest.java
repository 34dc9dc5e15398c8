package dev.consolegw.gateway.command.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.testing.Grants;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PatternThreadsTest {
  private final PatternThreads threads = new PatternThreads(PatternLimits.STANDARD);

  @AfterEach
  void close() {
    threads.close();
  }

  private static Caller caller(String person) {
    var session = new Session("s1", Grants.identity(person), "192.0.2.1", Instant.EPOCH);
    return new Caller(session, "web1", Map.of(), false);
  }

  private PatternThreads.Search begin(String person, String pattern) throws Refusal {
    return threads.begin(caller(person), Pattern.compile(pattern));
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
  void peopleTakeTurnsAndEachHasSoManyUnderWayAndNoMore() {
    var begun = new ArrayDeque<Runnable>();
    var done = new ArrayList<String>();
    var turns = new Turns<String>(2, 3, begun::add);
    for (int i = 1; i <= 4; i++) {
      var name = "alice" + i;
      turns.run("alice", () -> done.add(name));
    }
    turns.run("bob", () -> done.add("bob1"));
    turns.run("carol", () -> done.add("carol1"));
    assertThat(begun).hasSize(3);

    while (!begun.isEmpty()) {
      begun.remove().run();
    }

    assertThat(done).containsExactly("alice1", "alice2", "bob1", "carol1", "alice3", "alice4");
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
