package dev.consolegw.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.backend.ConsoleInput.WindowChange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowChangeTest {
  private static Optional<WindowChange> after(@Nullable WindowChange last, int columns, int rows) {
    return WindowChange.after(Optional.ofNullable(last), columns, rows, 0, 0);
  }

  private static WindowChange size(int columns, int rows) {
    return new WindowChange(columns, rows, 0, 0);
  }

  @Test
  void zeroIsNoSizeAndTheLastOneStays() {
    assertThat(after(null, 0, 0)).isEmpty();
    assertThat(after(size(132, 50), 0, 0)).contains(size(132, 50));
    assertThat(after(size(132, 50), 0, 40)).contains(size(132, 40));
    assertThat(after(size(132, 50), 100, 0)).contains(size(100, 50));
    assertThat(after(null, 0, 40)).contains(size(80, 40));
    assertThat(after(null, 100, 0)).contains(size(100, 24));
  }

  @Test
  void whatNoTerminalHasIsBounded() {
    assertThat(after(null, 1_000_000, Integer.MAX_VALUE)).contains(size(9_999, 9_999));
    assertThat(after(null, -1, Integer.MIN_VALUE)).contains(size(9_999, 9_999));
    assertThat(WindowChange.after(Optional.empty(), 1, 1, -1, 1 << 30))
        .contains(new WindowChange(1, 1, 0, 0xFFFF));
  }
}
