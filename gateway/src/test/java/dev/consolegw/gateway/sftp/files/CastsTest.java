package dev.consolegw.gateway.sftp.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.consolegw.authz.Person;
import dev.consolegw.gateway.history.RememberedOutput;
import dev.consolegw.gateway.recording.RecordedSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CastsTest {
  private static final Set<Person> ALICE = Set.of(new Person("file", "alice"));

  @TempDir private Path folder;
  private Duration now = Duration.ofHours(1);

  private static int read(Document.Content cast) throws IOException {
    var into = ByteBuffer.allocate(16);
    cast.read(0, into);
    return into.position();
  }

  @Test
  void whatNobodyReadsIsClosedAndLeavesItsPlaceToTheNext() throws Exception {
    var casts = new Casts(folder, () -> now.toNanos());
    var text = new CastText(RecordedSession.in(folder), new RememberedOutput());
    var left = casts.make(text, ALICE);
    var used = casts.make(text, ALICE);
    assertThatIOException()
        .isThrownBy(() -> casts.make(text, ALICE))
        .withMessage("you have 2 recordings open; close one, or fetch them one after the other");

    now = now.plus(Casts.IDLE).minusNanos(1);
    casts.closeIdle();
    assertThat(read(used)).isEqualTo(16);
    now = now.plusNanos(1);
    casts.closeIdle();

    assertThatIOException()
        .isThrownBy(() -> read(left))
        .withMessage("this recording was closed, for it was not read for 2 minutes; open it again");
    assertThat(read(used)).isEqualTo(16);
    try (var next = casts.make(text, ALICE)) {
      assertThat(read(next)).isEqualTo(16);
    }
  }
}
