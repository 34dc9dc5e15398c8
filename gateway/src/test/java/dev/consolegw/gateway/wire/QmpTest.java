package dev.consolegw.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.QmpAddress;
import dev.consolegw.gateway.net.SocketDialer;
import dev.consolegw.gateway.testing.farside.FakeGuest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QmpTest {
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
  }

  /** The failure of a break towards something that says this and hangs up. */
  private String failureWith(String said) throws Exception {
    try (var odd = FakeGuest.tcp();
        var dialer = new SocketDialer(scheduler)) {
      var failure = new CompletableFuture<String>();
      new Qmp(new QmpAddress(odd.address().transport().to(), "c0"), List.of(), dialer, scheduler)
          .sendBreak(failure::complete);
      odd.print(said);
      odd.hangUp();
      return failure.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatSpeaksNoQmpIsNamed() throws Exception {
    assertThat(failureWith("login: \n")).endsWith("does not speak QMP");
    assertThat(failureWith("{}\n")).endsWith("does not speak QMP");
    assertThat(failureWith("\n")).endsWith("does not speak QMP");
    assertThat(failureWith("x".repeat(70_000))).endsWith("does not speak QMP");
  }

  @Test
  void anEndWithoutAnAnswerIsSaid() throws Exception {
    assertThat(failureWith("")).contains("closed the connection");
    assertThat(failureWith("{\"QMP\":{}}\n")).startsWith("no break was sent: ");
  }
}
