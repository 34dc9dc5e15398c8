package dev.consolegw.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StdoutTest {
  private final List<Boolean> holds = new ArrayList<>();
  private final CompletableFuture<IOException> broken = new CompletableFuture<>();

  @Test
  void theGuestStandsStillWhileTooMuchWaitsAndGoesOnAfterwards() throws Exception {
    var out = new ByteArrayOutputStream();
    var stdout = new Stdout(new Stdout.Screen(out, false), holds::add, broken::complete);

    stdout.add(ByteBuffer.allocate(Stdout.HIGH - 1));
    assertThat(holds).isEmpty();
    stdout.add(ByteBuffer.allocate(1));
    stdout.add(ByteBuffer.allocate(1));
    assertThat(holds).containsExactly(true);
    var done = stdout.finish();
    stdout.run();

    assertThat(done).isDone();
    assertThat(holds).containsExactly(true, false);
    assertThat(out.size()).isEqualTo(Stdout.HIGH + 1);
    assertThat(stdout.isBusy()).isFalse();
  }

  @Test
  void aGateThatCameLaterIsTold() {
    var stdout =
        new Stdout(
            new Stdout.Screen(OutputStream.nullOutputStream(), false),
            holds::add,
            broken::complete);
    stdout.add(ByteBuffer.allocate(Stdout.HIGH));
    holds.clear();

    stdout.remindGate();

    assertThat(holds).containsExactly(true);
  }

  @Test
  void whoReadsNoLongerIsReportedOnceAndTheRestIsDropped() throws Exception {
    var closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    var stdout = new Stdout(new Stdout.Screen(closed, false), holds::add, broken::complete);
    stdout.add(ByteBuffer.allocate(1));

    stdout.run();
    stdout.add(ByteBuffer.allocate(Stdout.HIGH));

    assertThat(broken.getNow(null)).hasMessage("Broken pipe");
    assertThat(holds).isEmpty();
    assertThat(stdout.finish()).isDone();
  }
}
