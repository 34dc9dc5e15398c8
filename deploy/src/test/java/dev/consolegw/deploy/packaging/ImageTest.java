package dev.consolegw.deploy.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image: that its parts are those it names, and what a container of it does. */
@Tag("netns")
@Tag("beside")
class ImageTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Path layout;
  private Path root;

  @BeforeEach
  void unpackLayout() throws Exception {
    layout = Files.createDirectory(folder.resolve("layout"));
    root = Files.createDirectory(folder.resolve("root"));
    Made.run(layout, "tar", "-xf", Made.image().toString());
  }

  @AfterEach
  void throwAway() throws Exception {
    Made.run(folder, "rm", "-rf", "--one-file-system", root.toString());
  }

  /** What one part says of another (descriptor.md), and that it is so. */
  private byte[] blob(JsonNode descriptor) throws Exception {
    var digest = descriptor.get("digest").asText();
    var bytes = Files.readAllBytes(layout.resolve("blobs").resolve(digest.replace(':', '/')));
    assertThat("sha256:" + sha256(bytes)).isEqualTo(digest);
    assertThat(bytes).hasSize(descriptor.get("size").asInt());
    return bytes;
  }

  private JsonNode json(JsonNode descriptor) throws Exception {
    return JSON.readTree(blob(descriptor));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private JsonNode manifest() throws Exception {
    var version = JSON.readTree(layout.resolve("oci-layout").toFile());
    assertThat(version.get("imageLayoutVersion").asText()).isEqualTo("1.0.0");
    return json(JSON.readTree(layout.resolve("index.json").toFile()).get("manifests").get(0));
  }

  @Test
  void eachPartIsWhatTheOthersSayOfIt() throws Exception {
    var manifest = manifest();
    var config = json(manifest.get("config"));
    var diffs = new ArrayList<String>();
    for (var layer : manifest.get("layers")) {
      try (var plain = new GZIPInputStream(new ByteArrayInputStream(blob(layer)))) {
        diffs.add("sha256:" + sha256(plain.readAllBytes()));
      }
    }

    var named = new ArrayList<String>();
    config.get("rootfs").get("diff_ids").forEach(id -> named.add(id.asText()));
    assertThat(named).isEqualTo(diffs).hasSize(3);
    assertThat(config.at("/config/User").asText()).isEqualTo("65532:65532");
    assertThat(config.at("/config/Volumes").has("/state")).isTrue();
    assertThat(config.at("/os").asText()).isEqualTo("linux");
  }

  @Test
  void aContainerListensAsNobodyAndKeepsItsStateInTheVolume() throws Exception {
    var run = unpacked();
    try (var machine = Machine.on(root)) {
      Made.run(
          root,
          machine.beside("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/key"));
      settings(machine);
      try (var _ = new UnixGuest(machine.file("/state/console.sock"), "web1 login: ");
          var gateway = machine.gateway(run.apply(machine))) {
        Made.run(root, machine.beside(ssh("wait", "login:")));
        assertThat(Made.run(root, machine.beside(ssh("log")))).contains("web1 login: ");
        var owner = Files.getAttribute(machine.file("/state/ssh_host_ed25519_key"), "unix:uid");
        assertThat(owner).isEqualTo(65532);
        assertThat(gateway.process().isAlive()).isTrue();
      }
    }
  }

  @Test
  void asItIsItListensAndLetsNobodyIn() throws Exception {
    var run = unpacked();
    try (var machine = Machine.on(root)) {
      Made.run(
          root,
          machine.beside("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/key"));
      try (var _ = machine.gateway(run.apply(machine))) {
        var refused = new ProcessBuilder(machine.beside(ssh())).redirectErrorStream(true).start();
        assertThat(refused.inputReader().readAllAsString()).contains("Permission denied");
      }
    }
  }

  @Test
  void thereIsNoShellAndNothingThatRunsAsAnybodyElse() throws Exception {
    unpacked();
    try (var files = Files.walk(root)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var mode = (int) Files.getAttribute(file, "unix:mode");
        assertThat(mode & 06002).as("%s: setuid, or written by all", file).isZero();
      }
    }
    assertThat(root.resolve("bin")).doesNotExist();
    assertThat(root.resolve("usr/bin")).doesNotExist();
    assertThat(Files.getAttribute(root.resolve("state"), "unix:mode")).isEqualTo(040700);
    assertThat(Files.getAttribute(root.resolve("tmp"), "unix:mode")).isEqualTo(040700);
  }

  @Test
  void eachLicenceThatACopyrightFileLeadsToIsThere() throws Exception {
    unpacked();
    var papers = root.resolve("usr/share/doc/console-gw");
    var licence = Pattern.compile("/(usr/share/common-licenses/[\\w.+-]*\\w)");
    var named = new TreeSet<String>();
    for (var owner : List.of("", ".libc6", ".ca-certificates", ".base-files")) {
      var text = Files.readString(papers.resolve("copyright" + owner), StandardCharsets.ISO_8859_1);
      licence.matcher(text).results().forEach(found -> named.add(found.group(1)));
    }

    assertThat(named)
        .contains("usr/share/common-licenses/Apache-2.0", "usr/share/common-licenses/GPL-2")
        .allSatisfy(one -> assertThat(root.resolve(one)).isNotEmptyFile());
    assertThat(papers.resolve("LICENSE")).hasSameTextualContentAs(Made.ROOT.resolve("LICENSE"));
  }

  private interface Run {
    List<String> apply(Machine machine);
  }

  /** Unpacks the layers, and says how a container would start what the image names. */
  private Run unpacked() throws Exception {
    var manifest = manifest();
    for (var layer : manifest.get("layers")) {
      var file = Files.write(folder.resolve("layer.tar.gz"), blob(layer));
      Made.run(root, "tar", "-xpzf", file.toString(), "--numeric-owner");
    }
    var config = json(manifest.get("config")).get("config");
    var words = new ArrayList<>(List.of("env", "-i"));
    config.get("Env").forEach(one -> words.add(one.asText()));
    words.addAll(
        List.of(
            "/usr/sbin/chroot",
            "--userspec=" + config.get("User").asText(),
            "--groups=",
            root.toString()));
    config.get("Entrypoint").forEach(one -> words.add(one.asText()));
    config.get("Cmd").forEach(one -> words.add(one.asText()));
    return machine -> machine.beside(words.toArray(String[]::new));
  }

  private void settings(Machine machine) throws Exception {
    Files.writeString(
        machine.file("/etc/console-gw/console-gw.yaml"),
        """
        state: /state
        users: { alice: { keys: ["%s"] } }
        rules: [{ users: [alice], consoles: ["lab/*"], right: manage }]
        consoles: { lab/web1: { address: "unix:/state/console.sock" } }
        """
            .formatted(Files.readString(folder.resolve("key.pub")).strip()));
  }

  private String[] ssh(String... command) {
    var words =
        new ArrayList<>(
            List.of(
                "ssh",
                "-n",
                "-F",
                "none",
                "-p",
                "2222",
                "-i",
                folder + "/key",
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "BatchMode=yes",
                "-o",
                "StrictHostKeyChecking=accept-new",
                "-o",
                "UserKnownHostsFile=" + folder + "/known_hosts",
                "web1@127.0.0.1"));
    words.addAll(List.of(command));
    return words.toArray(String[]::new);
  }
}
