package dev.consolegw.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.DialTarget;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.ViewerOptions.EndOfInput;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** A proxy that says yes to everything, and how it is found out. */
class ClientTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Each dial gets the next of these. */
  private record BehindProxy(Queue<FakeGuest> guests) implements Target {
    static BehindProxy of(FakeGuest... guests) {
      return new BehindProxy(new ArrayDeque<>(List.of(guests)));
    }

    @Override
    public DialTarget line() {
      return DialTarget.of(guests.remove().address());
    }

    @Override
    public boolean isBehindProxy() {
      return true;
    }

    @Override
    public String title() {
      return "server=web1";
    }
  }

  private Client client(Target target, String typed) {
    var quiet = new EndOfInput.After(Duration.ofSeconds(2));
    var plan = new Client.Plan(target, Optional.empty(), quiet, Optional.empty());
    var in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.US_ASCII));
    var err = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return new Client(plan, new Stdio(in, out, err, Optional.empty()));
  }

  /** Hangs up on its first client, as soon as it is there. */
  private static void hangUp(FakeGuest guest) {
    Thread.ofVirtual()
        .start(() -> {
          guest.awaitClient();
          guest.hangUp();
        });
  }

  @Test
  void whoIsHungUpOnAtOnceDialsAnotherAddressAndTypesOnce() throws Exception {
    try (var first = FakeGuest.tcp();
        var second = FakeGuest.tcp().echoing()) {
      hangUp(first);
      Thread.ofVirtual().start(() -> second.print("login: "));

      var code = client(BehindProxy.of(first, second), "root\r").run();

      assertThat(code).isEqualTo(ExitCode.OK);
      assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("login: root\r");
      assertThat(first.typed().soFar()).isEmpty();
      assertThat(second.typed().soFar()).isEqualTo("root\r");
    }
  }

  @Test
  void whoIsHungUpOnTwiceIsToldWhy() {
    try (var first = FakeGuest.tcp();
        var second = FakeGuest.tcp()) {
      hangUp(first);
      hangUp(second);
      var client = client(BehindProxy.of(first, second), "root\r");

      assertThatThrownBy(client::run)
          .isInstanceOf(DialException.class)
          .hasMessage("the far side closed the connection");
      assertThat(second.typed().soFar()).isEmpty();
    }
  }
}
