package dev.consolegw.gateway.front;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleInput;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients say before anybody hears them. */
class EarlyTest {
  private final List<String> heard = new ArrayList<>();
  private final ChannelHandler.Early early = new ChannelHandler.Early();

  private final ChannelHandler handler =
      new ChannelHandler() {
        @Override
        public void data(ByteBuffer bytes) {
          heard.add(US_ASCII.decode(bytes).toString());
        }

        @Override
        public void endOfInput() {}

        @Override
        public void resized(ConsoleInput.WindowChange size) {}

        @Override
        public void broke(Duration length) {
          heard.add("break " + length.toMillis());
        }

        @Override
        public void signalled(ClientSignal signal) {
          heard.add("signal " + signal);
        }

        @Override
        public void room() {}

        @Override
        public void gone() {}
      };

  private void type(String text) {
    early.add(ByteBuffer.wrap(text.getBytes(US_ASCII)));
  }

  @Test
  void bytesBreaksAndSignalsKeepTheirOrder() {
    type("a");
    type("b");
    early.addBreak(Duration.ofMillis(250));
    early.addSignal(ClientSignal.HUP);
    type("c");

    early.handTo(handler);

    assertThat(heard).containsExactly("ab", "break 250", "signal HUP", "c");
  }

  @Test
  void allIsHandedOnOnce() {
    type("a");
    early.addBreak(Duration.ZERO);
    early.handTo(handler);
    heard.clear();

    early.handTo(handler);

    assertThat(heard).isEmpty();
  }

  @Test
  void aFloodOfBreaksIsNotKept() {
    for (int i = 0; i < 1000; i++) {
      early.addBreak(Duration.ofMillis(i));
    }
    early.handTo(handler);

    assertThat(heard).hasSize(ChannelHandler.Early.MOST).first().isEqualTo("break 0");
  }
}
