package dev.consolegw.gateway.history.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {
  @TempDir Path directory;
  private final OpenFiles files = new OpenFiles(3);

  private OpenFiles.Open use(String name) throws IOException {
    var open = files.borrow(directory.resolve(name), OpenFiles.APPEND);
    files.giveBack(open, false);
    return open;
  }

  private boolean isKept(OpenFiles.Open open) throws IOException {
    boolean kept = files.borrowAgain(open);
    if (kept) {
      files.giveBack(open, false);
    }
    return kept;
  }

  @Test
  void aFileThatIsUsedAgainStaysWhileOthersGo() throws Exception {
    var typed = use("typed");
    for (int i = 0; i < 20; i++) {
      use("other" + i);
      assertThat(isKept(typed)).isTrue();
    }

    assertThat(files.count()).isEqualTo(3);
  }

  @Test
  void aFileInUseIsNotClosedHoweverManyOthersAreOpened() throws Exception {
    var held = files.borrow(directory.resolve("held"), OpenFiles.APPEND);
    for (int i = 0; i < 20; i++) {
      use("other" + i);
    }

    assertThat(held.channel().write(ByteBuffer.wrap(new byte[1]))).isEqualTo(1);
    files.giveBack(held, false);
  }

  @Test
  void whatWasClosedIsNotBorrowedAgainButOpenedAnew() throws Exception {
    var first = use("first");
    for (int i = 0; i < 20; i++) {
      use("other" + i);
    }

    assertThat(files.borrowAgain(first)).isFalse();
    assertThatThrownBy(() -> first.channel().size()).isInstanceOf(ClosedChannelException.class);
    assertThat(use("first")).isNotSameAs(first);
  }

  @Test
  void whatIsForgottenInUseIsClosedAtTheEndOfIt() throws Exception {
    var held = files.borrow(directory.resolve("held"), OpenFiles.APPEND);
    files.forgetAll(directory);

    assertThat(held.channel().isOpen()).isTrue();
    assertThat(files.borrowAgain(held)).isFalse();
    files.giveBack(held, false);
    assertThat(held.channel().isOpen()).isFalse();
  }

  @Test
  void aFailedUseClosesTheFile() throws Exception {
    var open = files.borrow(directory.resolve("broken"), OpenFiles.APPEND);
    files.giveBack(open, true);

    assertThat(open.channel().isOpen()).isFalse();
    assertThat(files.count()).isZero();
  }
}
