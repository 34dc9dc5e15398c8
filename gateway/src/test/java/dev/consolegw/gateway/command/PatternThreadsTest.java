package dev.consolegw.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.console.ExitCode;
import dev.consolegw.gateway.console.Session;
import dev.consolegw.gateway.testing.Grants;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PatternThreadsTest {
  private final PatternThreads threads = new PatternThreads();

  @AfterEach
  void close() {
    threads.close();
  }

  private static Caller caller(String person) {
    var session = new Session("s1", Grants.identity(person), "192.0.2.1", Instant.EPOCH);
    return new Caller(session, "web1", Map.of(), false);
  }

  @Test
  void aPersonHasFourPlacesAndAllTogetherSixteen() throws Exception {
    var first = threads.begin(caller("alice"));
    for (int i = 1; i < PatternThreads.PER_PERSON; i++) {
      threads.begin(caller("alice"));
    }
    assertRefused("alice", "you search for 4 patterns already");

    for (int i = threads.running(); i < PatternThreads.IN_ALL; i++) {
      threads.begin(caller("person" + i / PatternThreads.PER_PERSON));
    }
    assertRefused("zoe", "too many patterns are searched for already");

    first.close();
    first.close();
    assertThat(threads.running()).isEqualTo(PatternThreads.IN_ALL - 1);
    threads.begin(caller("zoe"));
  }

  private void assertRefused(String person, String sentence) {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> threads.begin(caller(person)))
        .withMessageContaining(sentence)
        .satisfies(it -> assertThat(it.ending().code()).isEqualTo(ExitCode.TRY_AGAIN));
  }

  @Test
  void aSearchThatIsOverLooksNoMore() throws Exception {
    var search = threads.begin(caller("alice"));
    assertThat(search.look(() -> true)).isTrue();

    search.close();

    assertThatThrownBy(() -> search.look(() -> true)).isInstanceOf(InterruptedIOException.class);
    var after = new CompletableFuture<Void>();
    search.run(() -> after.completeExceptionally(new AssertionError("it looked")));
    threads.begin(caller("bob")).run(() -> after.complete(null));
    assertThat(after.get()).isNull();
  }

  @Test
  void whoeverWaitsHearsOfALookThatFailsAndTheNextOneIsMade() throws Exception {
    var search = threads.begin(caller("alice"));

    assertThatThrownBy(() ->
            search.look(() -> {
              throw new StackOverflowError("as a library may");
            }))
        .hasRootCauseInstanceOf(StackOverflowError.class);

    assertThat(search.look(() -> true)).isTrue();
  }
}
