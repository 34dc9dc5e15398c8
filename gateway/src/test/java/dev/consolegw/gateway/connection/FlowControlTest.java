package dev.consolegw.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlowControlTest {
  private final ScriptedBackend line = new ScriptedBackend();
  private final FlowControl flow = new FlowControl();

  @Test
  void theGuestIsHeldBackForAsLongAsThereIsACause() {
    flow.begin(line);

    flow.pause(FlowControl.Cause.WRITER);
    flow.pause(FlowControl.Cause.DISK);
    flow.resume(FlowControl.Cause.WRITER);
    assertThat(line.isPaused()).isTrue();
    flow.resume(FlowControl.Cause.DISK);

    assertThat(line.isPaused()).isFalse();
  }

  @Test
  void aNewLineIsNotHeldBackForWhatHappenedToTheLast() {
    flow.begin(line);
    flow.pause(FlowControl.Cause.WRITER);
    flow.end();
    var next = new ScriptedBackend();

    flow.begin(next);

    assertThat(flow.isPaused()).isFalse();
    assertThat(next.isPaused()).isFalse();
  }
}
