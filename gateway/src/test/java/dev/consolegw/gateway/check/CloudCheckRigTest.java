package dev.consolegw.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.testing.LoggedLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real cloud gives to different accounts. */
@Tag("openstack")
class CloudCheckRigTest {
  private static final Path CLOUD = Path.of(System.getProperty("openstack.dir", "/var/tmp/os-rig"));
  private static final String SECRETS = ".*(-pw|gAAAA|token=).*";

  private final List<String> report = new ArrayList<>();

  private ExitCode check(Path directory, String account) throws Exception {
    try (var log = LoggedLines.of("ROOT")) {
      var files = new CloudFiles(Map.of(), List.of(directory));
      var verdict =
          CloudCheck.run(
              CloudCheck.find(Optional.of(account), files), InstantSource.system(), report::add);

      assertThat(log.lines()).noneMatch(line -> line.matches(SECRETS));
      assertThat(report).noneMatch(line -> line.matches(SECRETS));
      return verdict;
    }
  }

  private List<String> lines(String mark) {
    return report.stream().filter(line -> line.startsWith(mark)).toList();
  }

  @Test
  void theGatewaysAccountHasAllThatItNeeds() throws Exception {
    var verdict = check(CLOUD, "console-gw");

    assertThat(lines("missing")).isEmpty();
    assertThat(verdict).isEqualTo(ExitCode.OK);
    assertThat(lines("ok      key pairs of others: ")).hasSize(1);
    assertThat(lines("ok      console proxy: ws://")).hasSize(1);
  }

  @Test
  void aPersonsAccountIsToldWhatItLacks() throws Exception {
    var verdict = check(CLOUD, "alice");

    assertThat(verdict).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(lines("missing users: ")).singleElement().asString().contains("identity:list_users");
    assertThat(lines("missing projects: ")).hasSize(1);
    assertThat(lines("missing role assignments of ")).hasSize(1);
    assertThat(lines("missing key pairs of others: "))
        .singleElement()
        .asString()
        .contains("os_compute_api:os-keypairs:index");
    assertThat(lines("ok      servers of project ")).hasSize(1);
  }

  @Test
  void aWrongPasswordIsOneSentence(@TempDir Path directory) throws Exception {
    var clouds = Files.readString(CLOUD.resolve("clouds.yaml"));
    var wrong = clouds.replace("console-gw-pw", "not-this-pw");
    Files.writeString(directory.resolve("clouds.yaml"), wrong);

    assertThat(check(directory, "console-gw")).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(lines("missing")).hasSize(1);
    assertThat(lines("ok")).isEmpty();
  }
}
