package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.FileClient;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.farside.PtyShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a guest that has no sftp-server, but Python: with the real sftp and scp. */
@Tag("slow")
class FilesOfAGuestTest {
  private static final int MIB = 1024 * 1024;

  /** A disk of 64 KiB, and nothing where Debian has its sftp-server. */
  private static final String GUEST =
      "exec unshare -rm sh -c 'mount --bind /dev/null /usr/lib/openssh/sftp-server;"
          + " mount -t tmpfs -o size=64k none tiny; exec bash --norc'";

  @TempDir Path folder;
  private Path theirs;
  private PtyShell guest;
  private TestGateway gateway;
  private FileClient files;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectory(folder.resolve("tiny"));
    theirs = Files.createDirectory(folder.resolve("theirs"));
    guest = PtyShell.running(folder, GUEST);
    gateway =
        TestGateway.with(
            console("lab/web1", guest.address()).with("shell: { open-shell: use }"),
            console("lab/shared", guest.address()).with("shell: { open-shell: use }"));
    files = new FileClient(gateway, ALICE, folder);
  }

  @AfterEach
  void stop() {
    gateway.close();
    guest.close();
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private Path local(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private Ssh.Result sftp(String... commands) {
    return files.sftp("web1+shell", commands);
  }

  private void done(String... commands) {
    var result = sftp(commands);
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  private Ssh.Result run(String... words) {
    try (var program = Program.start(List.of(words), folder, Map.of())) {
      program.endInput();
      return program.result();
    }
  }

  private void same(String one, String other) {
    assertThat(run("diff", "-r", one, other)).isEqualTo(new Ssh.Result(0, "", ""));
  }

  @Test
  void aFileGoesThereAndBackByteForByte() throws IOException {
    local("big", random(MIB));

    done("put big " + theirs + "/big", "get " + theirs + "/big back");

    assertThat(theirs.resolve("big")).hasBinaryContent(random(MIB));
    assertThat(folder.resolve("back")).hasBinaryContent(random(MIB));
  }

  @Test
  void bothKindsOfScpCopyBothWays() throws IOException {
    local("one", random(70_000));
    var far = "web1+shell@127.0.0.1:" + theirs;

    var sent = List.of(files.newScp("one", far + "/new"), files.oldScp("one", far + "/old"));
    var fetched = List.of(files.newScp(far + "/new", "new"), files.oldScp(far + "/old", "old"));

    assertThat(sent).allMatch(each -> each.exitCode() == 0, "sent: " + sent);
    assertThat(fetched).allMatch(each -> each.exitCode() == 0, "fetched: " + fetched);
    assertThat(folder.resolve("new")).hasBinaryContent(random(70_000));
    assertThat(folder.resolve("old")).hasBinaryContent(random(70_000));
  }

  @Test
  void namesAreBytesAndFoldersGoWithAllThatIsInThem() {
    var make =
        """
        mkdir -p names/sub/deep; cd names
        for name in "a b" "it's" 'say "so"' $'new\\nline' $'latin\\xe9' ü '*' -; do
          printf %s "$name" > "./$name"
        done
        echo x > sub/deep/x
        """;
    run("bash", "-c", make);

    done("put -r names " + theirs, "get -r " + theirs + "/names back", "ls -la " + theirs);

    assertThat(theirs.resolve("names/sub/deep/x")).hasContent("x\n");
    same("names", "theirs/names");
    same("names", "back");
  }

  @Test
  void permissionsAndTimesAreKept() throws IOException {
    var mode = PosixFilePermissions.fromString("rw-r-----");
    var time = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
    var one = local("one", random(10));
    Files.setPosixFilePermissions(one, mode);
    Files.setLastModifiedTime(one, time);

    done("put -p one " + theirs + "/one", "get -p " + theirs + "/one back");

    for (var copy : List.of(theirs.resolve("one"), folder.resolve("back"))) {
      assertThat(Files.getPosixFilePermissions(copy)).isEqualTo(mode);
      assertThat(Files.getLastModifiedTime(copy)).isEqualTo(time);
    }
  }

  @Test
  void whatWasCutOffGoesOnWhereItEnded() throws IOException {
    local("big", random(MIB));
    local("back", Arrays.copyOf(random(MIB), 300_000));
    Files.write(theirs.resolve("big"), Arrays.copyOf(random(MIB), 500_000));

    done("reput big " + theirs + "/big", "reget " + theirs + "/big back");

    assertThat(theirs.resolve("big")).hasBinaryContent(random(MIB));
    assertThat(folder.resolve("back")).hasBinaryContent(random(MIB));
  }

  @Test
  void aFullDiskAndWhatIsForbiddenEndInAnErrorOfTheirs() throws IOException {
    local("big", random(MIB));

    var full = sftp("put big " + folder.resolve("tiny/big"));
    var forbidden = sftp("get /proc/1/environ mine");
    var missing = sftp("get " + theirs + "/nothing");

    assertThat(full.exitCode()).isEqualTo(1);
    assertThat(full.err()).contains("Failure");
    assertThat(forbidden.exitCode()).isEqualTo(1);
    assertThat(forbidden.err()).contains("ermission denied");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("not found");
  }

  @Test
  void aThousandFilesAreListedAndWhatSftpCanDoIsDone() throws IOException {
    for (int i = 0; i < 1000; i++) {
      Files.writeString(theirs.resolve("file-" + i), "" + i);
    }
    local("one", "one".getBytes(UTF_8));

    var listed = sftp("ls -ln " + theirs);
    done(
        "cd " + theirs,
        "rm file-*",
        "mkdir sub",
        "put one sub/one",
        "ln sub/one hard",
        "symlink sub/one soft",
        "cp sub/one copied",
        "chmod 600 copied",
        "rename copied renamed",
        "rm hard",
        "df",
        "mkdir gone",
        "rmdir gone");
    var taken = sftp("rename " + theirs + "/renamed " + theirs + "/sub");

    assertThat(listed.out().lines().filter(line -> line.contains("/file-"))).hasSize(1000);
    assertThat(taken.exitCode()).isEqualTo(1);
    assertThat(run("sh", "-c", "cd theirs && ls && cat soft renamed").out())
        .isEqualTo("renamed\nsoft\nsub\noneone");
  }
}
