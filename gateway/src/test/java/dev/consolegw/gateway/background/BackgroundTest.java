package dev.consolegw.gateway.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundTest {
  /** In {@code /proc/…/stat}, counted after the name in parentheses (proc(5)). */
  private static final int NICENESS = 16;

  private final Background background = new Background("background");

  @AfterEach
  void close() {
    background.close();
  }

  private static int niceness() {
    try {
      var stat = Files.readString(Path.of("/proc/thread-self/stat"));
      return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICENESS]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void itsThreadsLetTheOthersGoFirstAndThoseStayAsTheyAre() {
    int usual = niceness();

    assertThat(background.make(BackgroundTest::niceness))
        .isEqualTo(Math.min(19, usual + Niceness.MORE));
    assertThat(niceness()).isEqualTo(usual);
  }

  @Test
  void whoWaitsHearsOfWorkThatFailsAndTheNextIsDone() {
    assertThatThrownBy(() ->
            background.make(() -> {
              throw new IllegalArgumentException("as a bug may");
            }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("as a bug may");

    assertThat(background.<String, RuntimeException>make(() -> "done")).isEqualTo("done");
  }
}
