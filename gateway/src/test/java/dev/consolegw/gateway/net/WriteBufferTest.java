package dev.consolegw.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import org.junit.jupiter.api.Test;

class WriteBufferTest {
  private final WriteBuffer held = new WriteBuffer();

  private void add(int count) throws IOException {
    held.add(ByteBuffer.allocate(count));
  }

  private int written() throws IOException {
    var out = new ByteArrayOutputStream();
    assertThat(held.writeTo(Channels.newChannel(out))).isTrue();
    return out.size();
  }

  @Test
  void oneInputOfAnySizeIsHeldWithALittleBeforeAndBehindIt() throws IOException {
    add(1000);
    add(1 << 20);
    add(Link.CONTROL_ROOM - 1000);

    assertThatThrownBy(() -> add(1)).isInstanceOf(IOException.class);
    assertThat(written()).isEqualTo((1 << 20) + Link.CONTROL_ROOM);
  }

  @Test
  void aSecondInputIsNot() throws IOException {
    add(1 << 20);

    assertThatThrownBy(() -> add(1 << 20)).isInstanceOf(IOException.class);
  }

  @Test
  void whatIsGoneCountsNoMore() throws IOException {
    add(1 << 20);
    add(Link.CONTROL_ROOM);
    int _ = written();
    add(Link.CONTROL_ROOM);
    add(1 << 20);

    assertThat(written()).isEqualTo((1 << 20) + Link.CONTROL_ROOM);
  }
}
