package dev.consolegw.config.state;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
  private static final int LARGEST = 64;

  @TempDir private Path folder;
  private StateFile file = new StateFile(Path.of(""));
  private Path beside = Path.of("");

  @BeforeEach
  void names() {
    file = new StateFile(folder.resolve("small"));
    beside = folder.resolve("small.new");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  private String text() throws IOException {
    return file.read(LARGEST).map(bytes -> new String(bytes, US_ASCII)).orElse("nothing");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void whatIsWrittenIsReadAndNothingLiesBeside() throws IOException {
    assertThat(text()).isEqualTo("nothing");
    file.write(bytes("one"));
    assertThat(text()).isEqualTo("one");
    file.writeThrough(bytes("two"));
    assertThat(text()).isEqualTo("two");
    file.write(fresh -> fresh.write(ByteBuffer.wrap(bytes("three"))));

    assertThat(text()).isEqualTo("three");
    assertThat(folder).isDirectoryContaining(file.path()::equals);
    assertThat(mode(file.path())).isEqualTo("rw-------");
    assertThat(beside).doesNotExist();
  }

  @Test
  void aNameWithoutAFolderIsOneOfTheFolderWhereTheProgramRuns() throws IOException {
    var here = new StateFile(Path.of("state-file-test"));
    try {
      here.writeThrough(bytes("here"));

      assertThat(here.read(LARGEST)).hasValue(bytes("here"));
    } finally {
      Files.delete(here.path());
    }
  }

  @Test
  void aLargerFileThanOursIsNoneOfOurs() throws IOException {
    file.write(new byte[LARGEST]);
    assertThat(file.read(LARGEST)).hasValue(new byte[LARGEST]);

    file.write(new byte[LARGEST + 1]);

    assertThat(file.read(LARGEST)).isEmpty();
  }

  @Test
  void aFileThatIsThereAndCannotBeReadIsNotTakenForNone() throws IOException {
    Files.createDirectory(file.path());

    assertThatIOException().isThrownBy(() -> file.read(1 << 20));
  }

  @Test
  void whatAKilledWriterLeftIsNeverReadAndGoesWithTheNextWrite() throws IOException {
    file.write(bytes("old"));
    Files.writeString(beside, "half of a much longer te");
    Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("r--------"));
    assertThat(text()).isEqualTo("old");

    file.write(bytes("new"));

    assertThat(text()).isEqualTo("new");
    assertThat(mode(file.path())).isEqualTo("rw-------");
    assertThat(beside).doesNotExist();
  }

  @Test
  void whoReadsMeanwhileFindsTheOldOrTheNewOne() throws IOException {
    file.write(bytes("a".repeat(LARGEST)));
    var done =
        CompletableFuture.runAsync(() -> {
          try {
            for (int i = 0; i < 500; i++) {
              file.write(bytes((i % 2 == 0 ? "b" : "a").repeat(LARGEST)));
            }
          } catch (IOException broken) {
            throw new UncheckedIOException(broken);
          }
        });
    do {
      assertThat(text()).matches("a{64}|b{64}");
    } while (!done.isDone());
    done.join();
  }

  @Test
  void aWrongModeIsPutRightByTheNextWrite() throws IOException {
    Files.writeString(file.path(), "for all to see");
    Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-rw-rw-"));

    file.write(bytes("private"));

    assertThat(text()).isEqualTo("private");
    assertThat(mode(file.path())).isEqualTo("rw-------");
  }

  @Test
  void aFileOfAnotherOwnerBecomesOurs() throws IOException {
    file.write(bytes("ours"));
    var me = Files.getOwner(file.path());
    var lookup = file.path().getFileSystem().getUserPrincipalLookupService();
    Files.setOwner(file.path(), lookup.lookupPrincipalByName("nobody"));
    Files.writeString(beside, "theirs");
    Files.setOwner(beside, lookup.lookupPrincipalByName("nobody"));

    file.write(bytes("ours again"));

    assertThat(text()).isEqualTo("ours again");
    assertThat(Files.getOwner(file.path())).isEqualTo(me);
  }

  @Test
  void aLinkIsReplacedAndWhatItPointsToIsLeftAlone() throws IOException {
    var victim = Files.writeString(folder.resolve("victim"), "precious");
    Files.createSymbolicLink(file.path(), victim);
    Files.createSymbolicLink(beside, victim);

    file.write(bytes("ours"));

    assertThat(file.path()).isRegularFile().hasContent("ours");
    assertThat(Files.isSymbolicLink(file.path())).isFalse();
    assertThat(beside).doesNotExist();
    assertThat(victim).hasContent("precious");
  }

  @Test
  void theOldOneStaysAloneWhenTheNewOneCannotBeWritten() throws IOException {
    file.write(bytes("old"));
    assertThatIOException()
        .isThrownBy(() ->
            file.write(fresh -> {
              fresh.write(ByteBuffer.wrap(bytes("ha")));
              throw new IOException("the source broke");
            }))
        .withMessage("the source broke");
    assertThat(text()).isEqualTo("old");
    assertThat(beside).doesNotExist();
    Files.createDirectories(beside.resolve("in the way"));

    assertThatIOException()
        .isThrownBy(() -> file.write(bytes("new")))
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThat(text()).isEqualTo("old");
  }

  @Test
  void withoutItsFolderItCannotBeWritten() {
    var lost = new StateFile(folder.resolve("gone").resolve("small"));

    assertThatIOException()
        .isThrownBy(() -> lost.write(bytes("new")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void onAFullDiskTheOldOneStaysAndLaterTheNewOneComes() throws Exception {
    run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.toString());
    try {
      file.write(bytes("old"));

      assertThatIOException()
          .isThrownBy(() -> file.write(new byte[1 << 20]))
          .withMessageContaining("No space left on device");
      assertThatIOException()
          .isThrownBy(() -> file.writeThrough(new byte[1 << 20]))
          .withMessageContaining("No space left on device");
      assertThat(text()).isEqualTo("old");
      file.write(bytes("new"));

      assertThat(text()).isEqualTo("new");
      assertThat(beside).doesNotExist();
    } finally {
      run("umount", "-l", folder.toString());
    }
  }

  @Test
  void whatIsOpenedToAppendKeepsWhatWasThere() throws IOException {
    var append = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    for (var word : new String[] {"one ", "two"}) {
      try (var channel = file.open(append)) {
        channel.write(ByteBuffer.wrap(bytes(word)));
      }
    }

    assertThat(text()).isEqualTo("one two");
    assertThat(mode(file.path())).isEqualTo("rw-------");
  }

  private static void run(String... words) throws Exception {
    var process = new ProcessBuilder(words).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), US_ASCII);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
