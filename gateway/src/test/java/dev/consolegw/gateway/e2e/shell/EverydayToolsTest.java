package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestGateway.console;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.client.Ssh;
import dev.consolegw.gateway.testing.client.SshHome;
import dev.consolegw.gateway.testing.farside.PtyShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people run over ssh, as they type it, to the guest of a console: directly, and by -J. */
@Tag("slow")
class EverydayToolsTest {
  private static final String DIRECT = "ssh -l web1+shell gw";
  private static final String THROUGH = "ssh -J gw -l root web1";

  @TempDir Path folder;
  private PtyShell guest;
  private TestGateway gateway;
  private SshHome home;

  @BeforeEach
  void start() throws IOException {
    guest = PtyShell.running(folder, "exec bash --norc");
    gateway =
        TestGateway.with(console("lab/web1", guest.address()).with("shell: { open-shell: use }"));
    home = SshHome.in(folder, gateway);
    var bytes = new byte[100_000];
    new Random(3).nextBytes(bytes);
    Files.write(Files.createDirectory(folder.resolve("site")).resolve("page"), bytes);
    Files.createSymbolicLink(folder.resolve("site/link"), Path.of("page"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    guest.close();
  }

  private void done(String script) {
    var result = home.run("bash", "-c", "set -e\n" + script);
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(home.run("diff", "-r", "site", "back")).isEqualTo(new Ssh.Result(0, "", ""));
  }

  /** The words in front of the host, and the host. */
  private static String[] parted(String ssh) {
    int host = ssh.lastIndexOf(' ');
    return new String[] {ssh.substring(0, host), ssh.substring(host + 1)};
  }

  @ParameterizedTest
  @ValueSource(strings = {DIRECT, THROUGH})
  void rsyncCopiesBothWays(String ssh) {
    var way = parted(ssh);
    done(
        """
        rsync -a -e '%1$s' site/ %2$s:%3$s/far/
        rsync -a -e '%1$s' %2$s:%3$s/far/ back/
        """
            .formatted(way[0], way[1], folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {DIRECT, THROUGH})
  void gitClonesAndPushes(String ssh) {
    var way = parted(ssh);
    done(
        """
        export GIT_SSH_COMMAND='%1$s' GIT_CONFIG_GLOBAL=/dev/null
        git init -q --bare far.git
        git -C site init -q -b main
        git -C site add page link
        git -C site -c user.name=a -c user.email=a@b commit -q -m one
        git -C site push -q %2$s:%3$s/far.git main
        git clone -q -b main %2$s:%3$s/far.git back
        rm -rf site/.git back/.git
        """
            .formatted(way[0], way[1], folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {DIRECT, THROUGH})
  void tarGoesThroughPipes(String ssh) {
    done(
        """
        mkdir far back
        tar c -C site . | %1$s 'tar x -C %2$s/far'
        %1$s 'tar c -C %2$s/far .' | tar x -C back
        """
            .formatted(ssh, folder));
  }
}
