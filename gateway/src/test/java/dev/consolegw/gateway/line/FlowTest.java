package dev.consolegw.gateway.line;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlowTest {
  private final ScriptedBackend line = new ScriptedBackend();
  private final Flow flow = new Flow();

  @Test
  void theGuestIsHeldBackForAsLongAsThereIsACause() {
    flow.begin(line);

    flow.pause(Flow.Cause.WRITER);
    flow.pause(Flow.Cause.DISK);
    flow.resume(Flow.Cause.WRITER);
    assertThat(line.isPaused()).isTrue();
    flow.resume(Flow.Cause.DISK);

    assertThat(line.isPaused()).isFalse();
  }

  @Test
  void aNewLineIsNotHeldBackForWhatHappenedToTheLast() {
    flow.begin(line);
    flow.pause(Flow.Cause.WRITER);
    flow.end();
    var next = new ScriptedBackend();

    flow.begin(next);

    assertThat(flow.isPaused()).isFalse();
    assertThat(next.isPaused()).isFalse();
  }
}
