package dev.consolegw.deploy.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The package on a fresh Debian, by its own dpkg: from the installation to the purge. The Debian is
 * that of the guests in QEMU (gateway/src/test/guest/debian.sh), which has OpenSSH and no Java.
 */
@Tag("netns")
@Tag("beside")
class DebianInstallationTest {
  private static final Path GUEST = Made.ROOT.resolve("target/debian-guest");
  private static final String SETTINGS = "/etc/console-gw/console-gw.yaml";
  private static final String STATE = "/var/lib/console-gw";
  private static final String LOGS = "/var/log/console-gw";
  private static final String CACHE = "/var/cache/console-gw/start.aot";
  private static final String SLOWER = "console-gw: starts will be slower: ";
  private static final List<String> SSH =
      List.of(
          "ssh",
          "-n",
          "-F",
          "none",
          "-p",
          "2222",
          "-i",
          "/root/key",
          "-o",
          "IdentitiesOnly=yes",
          "-o",
          "BatchMode=yes",
          "-o",
          "StrictHostKeyChecking=accept-new");

  @TempDir static Path disk;

  private Path root;

  @BeforeEach
  void unpackDebian() throws Exception {
    Made.run(Made.ROOT, "gateway/src/test/guest/debian.sh", GUEST.toString());
    root = Files.createTempDirectory(disk, "debian");
    Made.run(disk, "chmod", "755", root.toString());
    Made.run(
        root,
        "sh",
        "-c",
        "gzip -dc '" + GUEST + "/initrd.gz' | cpio -idm --quiet --no-absolute-filenames");
  }

  /** Its links lead anywhere, which a removal in Java has much to say about. */
  @AfterEach
  void throwDebianAway() throws Exception {
    Made.run(disk, "rm", "-rf", "--one-file-system", root.toString());
  }

  @Test
  void aMachineFromInstallationToPurge() throws Exception {
    try (var machine = Machine.on(root)) {
      noStartCanBePrepared(machine);
      aNewcomerIsNotLetIn(machine);
      nowItCan(machine);
      anInstalledConsoleOpens(machine);
      anUpgradeKeepsWhatIsThere(machine);

      machine.run("dpkg", "--remove", "console-gw");
      assertThat(machine.file("/usr/bin/console-gw")).doesNotExist();
      assertThat(machine.file(CACHE)).doesNotExist();
      assertThat(machine.file(SETTINGS)).exists();
      assertThat(machine.file(STATE)).isNotEmptyDirectory();

      aPurgeTakesAllAway(machine);
    }
  }

  /** Where state is on a disk of its own, too, and where logs are elsewhere, by a link. */
  private static void aPurgeTakesAllAway(Machine machine) throws Exception {
    var state = machine.file(STATE).toString();
    var elsewhere = Files.createDirectories(machine.file("/srv/logs"));
    Files.createFile(elsewhere.resolve("audit.jsonl"));
    Files.createSymbolicLink(machine.file(LOGS), Path.of("/srv/logs"));
    machine.run("cp", "/var/lib/dpkg/info/console-gw.postrm", "/postrm");
    Made.run(disk, machine.beside("mount", "--bind", state, state));

    machine.run("dpkg", "--purge", "console-gw");

    assertThat(machine.file(SETTINGS)).doesNotExist();
    assertThat(machine.file(STATE)).isEmptyDirectory();
    assertThat(Files.exists(machine.file(LOGS), LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(elsewhere).isEmptyDirectory();
    assertThat(machine.run("dpkg", "-l")).doesNotContain("console-gw");

    Made.run(disk, machine.beside("umount", state));
    Files.createFile(machine.file(STATE).resolve("file"));
    machine.run("sh", "/postrm", "purge");
    assertThat(machine.file(STATE)).doesNotExist();
  }

  /** Where the JVM cannot write down what it has learned, starts are slower, and no more. */
  private static void noStartCanBePrepared(Machine machine) throws Exception {
    Files.createDirectories(machine.file(CACHE + ".new/in the way"));

    assertThat(install(machine, Made.deb())).containsOnlyOnce(SLOWER);
    assertThat(machine.file(CACHE)).doesNotExist();
  }

  /** As that sentence tells. On a busy machine a rehearsal gives up. */
  private static void nowItCan(Machine machine) throws Exception {
    Files.delete(machine.file(CACHE + ".new/in the way"));
    Files.delete(machine.file(CACHE + ".new"));
    for (int tries = 0; tries < 5 && !Files.exists(machine.file(CACHE)); tries++) {
      machine.run("/usr/lib/console-gw/prepare-start");
    }
    assertThat(machine.file(CACHE)).isNotEmptyFile();
  }

  private static void anUpgradeKeepsWhatIsThere(Machine machine) throws Exception {
    var hostKey = Files.readString(machine.file(STATE + "/ssh_host_ed25519_key.pub"));
    var prepared = Files.getLastModifiedTime(machine.file(CACHE));

    var said = install(machine, nextVersion());

    assertThat(machine.run("dpkg-query", "-W", "-f=${Version}", "console-gw")).isEqualTo("99");
    assertThat(Files.readString(machine.file(SETTINGS))).contains("alice");
    if (!said.contains(SLOWER)) {
      assertThat(Files.getLastModifiedTime(machine.file(CACHE))).isGreaterThan(prepared);
    }
    try (var _ = serve(machine)) {
      var log = machine.run(ssh("web1@127.0.0.1", "log"));
      assertThat(log).as("printed before the upgrade").contains("web1 login: ");
    }
    assertThat(machine.file(STATE + "/ssh_host_ed25519_key.pub")).hasContent(hostKey);
  }

  /**
   * Starts are prepared, or a sentence says why they are not: on a busy machine a rehearsal gives
   * up.
   */
  private static String install(Machine machine, Path deb) throws Exception {
    Files.copy(deb, machine.file("/run.deb"), StandardCopyOption.REPLACE_EXISTING);

    var said = machine.run("dpkg", "--install", "/run.deb");

    assertThat(said).doesNotContain("arning");
    assertThat(Files.exists(machine.file(CACHE))).isEqualTo(!said.contains(SLOWER));
    assertThat(machine.run("dpkg", "--verify", "console-gw")).doesNotContain("/usr");
    return said;
  }

  /**
   * It listens with what it was installed with, and a key that nobody has named gets no further.
   */
  private static void aNewcomerIsNotLetIn(Machine machine) throws Exception {
    machine.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "/root/key");
    try (var _ = serve(machine)) {
      var refused =
          new ProcessBuilder(machine.inside(ssh("web1@127.0.0.1")))
              .redirectErrorStream(true)
              .start();
      assertThat(refused.inputReader().readAllAsString()).contains("Permission denied");
      assertThat(refused.waitFor()).isEqualTo(255);
    }
  }

  /** By the steps that the settings tell. */
  private static void anInstalledConsoleOpens(Machine machine) throws Exception {
    machine.run("install", "-D", "-m", "644", "/root/key.pub", "/etc/console-gw/keys/alice");
    var settings = Files.readString(machine.file(SETTINGS));
    for (var section : List.of("users: {}", "rules: []", "consoles: {}")) {
      settings = settings.replace(section, section.substring(0, section.indexOf(' ')));
    }
    settings = settings.replaceAll("(?m)^#( .*(keys-file|right: manage|web1/console).*)$", " $1");
    Files.writeString(machine.file(SETTINGS), settings, StandardOpenOption.TRUNCATE_EXISTING);
    machine.run("console-gw", "check");
    try (var _ = new UnixGuest(machine.file("/run/vms/web1/console.sock"), "web1 login: ");
        var _ = serve(machine)) {
      machine.run(ssh("web1@127.0.0.1", "wait", "login:"));
      assertThat(machine.run(ssh("web1@127.0.0.1", "log"))).contains("web1 login: ");
    }
  }

  private static String[] ssh(String... words) {
    return java.util.stream.Stream.concat(SSH.stream(), java.util.stream.Stream.of(words))
        .toArray(String[]::new);
  }

  /** What systemd would do for the unit: its user, its folder of state, its command. */
  private static Machine.Gateway serve(Machine machine) throws Exception {
    var unit = Files.readString(machine.file("/usr/lib/systemd/system/console-gw.service"));
    machine.run(
        "install",
        "-d",
        "-m",
        "700",
        "-o",
        only(unit, "User"),
        "-g",
        only(unit, "Group"),
        "/var/lib/" + only(unit, "StateDirectory"));
    var words =
        new java.util.ArrayList<>(
            List.of(
                "setpriv",
                "--reuid",
                only(unit, "User"),
                "--regid",
                only(unit, "Group"),
                "--init-groups",
                "--no-new-privs"));
    words.addAll(List.of(only(unit, "ExecStart").split(" ")));
    return machine.gateway(machine.inside(words.toArray(String[]::new)));
  }

  private static String only(String unit, String key) {
    return unit.lines()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .reduce((one, two) -> {
          throw new AssertionError(key);
        })
        .orElseThrow();
  }

  /** The same program as a later release would be: another version, jars of another time. */
  private static Path nextVersion() throws Exception {
    var folder = disk.resolve("next");
    Made.run(disk, "dpkg-deb", "-R", Made.deb().toString(), folder.toString());
    var control = folder.resolve("DEBIAN/control");
    Files.writeString(
        control, Files.readString(control).replaceFirst("(?m)^Version: .*$", "Version: 99"));
    Made.run(folder, "touch", "usr/share/console-gw/console-gw.jar");
    var deb = disk.resolve("next.deb");
    Made.run(disk, "dpkg-deb", "-Zgzip", "-z1", "-b", folder.toString(), deb.toString());
    return deb;
  }
}
