package dev.consolegw.gateway.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.ops.SessionRegistry.Kind;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.testing.Grants;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LiveChannelTest {
  private static final SessionEnd FIRST = SessionEnd.drained(ExitCode.TRY_AGAIN, "first");
  private static final SessionEnd SECOND = SessionEnd.now(ExitCode.TRY_AGAIN, "second");

  private final List<SessionEnd> told = new ArrayList<>();

  /** A channel that only says who asks for what. */
  private record Asked(Request request) implements ClientChannel {
    @Override
    public Caller caller() {
      var session =
          new Session("00002a", Grants.identity("alice"), Grants.from("192.0.2.7"), Instant.EPOCH);
      return new Caller(session, "web1", Map.of(), false);
    }

    @Override
    public ChannelWriter out() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void begin(ChannelHandler handler) {}

    @Override
    public void holdForNext() {}

    @Override
    public void taken(int bytes) {}

    @Override
    public Duration silentFor() {
      return Duration.ZERO;
    }

    @Override
    public void say(int status) {}

    @Override
    public void sayKilled(String signal) {}

    @Override
    public void end(int status) {}

    @Override
    public void abort() {}

    @Override
    public CompletionStage<Void> closed() {
      return new CompletableFuture<>();
    }
  }

  private static LiveChannel of(Request request) {
    return new LiveChannel(new Asked(request));
  }

  @Test
  void itIsWhatItAskedForUntilItHasBecomeSomething() {
    var typed = of(new Request.Exec("open web1", ""));
    assertThat(typed.kind()).isEqualTo(Kind.COMMAND);
    assertThat(typed.session().id()).isEqualTo("00002a");

    typed.becomes(Kind.CONSOLE, told::add);

    assertThat(typed.kind()).isEqualTo(Kind.CONSOLE);
    assertThat(of(new Request.Files()).kind()).isEqualTo(Kind.SFTP);
    assertThat(of(new Request.Shell("xterm")).kind()).isEqualTo(Kind.CONSOLE);
  }

  @Test
  void whatItHasBecomeIsEndedOnceWithTheFirstWord() {
    var channel = of(new Request.Shell("xterm"));
    channel.becomes(Kind.PICKER, told::add);

    channel.end(FIRST);
    channel.end(SECOND);

    assertThat(told).containsExactly(FIRST);
  }

  @Test
  void anEndThatComesTooEarlyWaitsUntilItHasBecomeSomething() {
    var channel = of(new Request.Exec("log", ""));
    channel.end(FIRST);
    channel.end(SECOND);

    channel.becomes(Kind.COMMAND, told::add);

    assertThat(told).containsExactly(FIRST);
  }
}
