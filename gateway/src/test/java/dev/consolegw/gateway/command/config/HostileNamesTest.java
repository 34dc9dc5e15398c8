package dev.consolegw.gateway.command.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Right;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.VisibleServer;
import dev.consolegw.gateway.testing.Grants;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are called so as to be another host, or a line of a configuration. */
class HostileNamesTest {
  private static final Pattern SSH_LINE =
      Pattern.compile(
          "|# [ -~]+|Host [A-Za-z0-9_.-]+( [A-Za-z0-9_.-]+){0,2}"
              + "|  HostName [A-Za-z0-9_.+=-]+|  ProxyJump gw");

  private static final Pattern INVENTORY_LINE =
      Pattern.compile(
          "# [ -~]+|all:|  vars:|    ansible_ssh_common_args: \"-J gw\""
              + "|    ansible_ssh_pipelining: true|  children:( \\{})?|    [A-Za-z0-9_]+:"
              + "|      hosts:|        \"[A-Za-z0-9_.-]+\":"
              + "|          ansible_host: \"[A-Za-z0-9_.+=-]+\"");

  private static VisibleServer server(String project, String name, String id) {
    var server = new ConsoleRef("vspc", project, id, name, Map.of());
    var entry =
        new ConsoleEntry(
            new ConsoleId("vspc", id, "0"), server, Optional.empty(), false, new ByteSize(1));
    return new VisibleServer(List.of(entry), Grants.grant("alice", Right.WRITE, server));
  }

  private static VisibleServer named(String name) {
    return server("lab", name, UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString());
  }

  private static String ssh(VisibleServer... servers) {
    return SshConfig.text(List.of(servers), Optional.of("gw"), Optional.empty(), "");
  }

  private static String inventory(VisibleServer... servers) {
    return AnsibleInventory.text(List.of(servers), "gw", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web1\n  ProxyCommand touch /tmp/x",
        "web1\r  ProxyCommand touch /tmp/x",
        "* !web1",
        "web?",
        "-oProxyCommand=x",
        "%h",
        "web1 # x",
        "\"web1\"",
        "{{ lookup('pipe', 'touch /tmp/x') }}",
        "web[1:9]",
        "web1:\n  hosts",
        "!unsafe x",
        "web1+force",
        "größe",
        "\u2028Host x",
        "",
        "10.0.0.1",
        "2130706433",
        "web1."
      })
  void aNameThatIsNotPlainIsWrittenNowhereAndItsServerHasItsUuid(String name) {
    var uuid = UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString();

    assertThat(ssh(named(name)).lines()).allMatch(line -> SSH_LINE.matcher(line).matches());
    assertThat(ssh(named(name)).lines()).anyMatch(line -> line.matches("Host .*" + uuid));
    assertThat(inventory(named(name)).lines())
        .allMatch(line -> INVENTORY_LINE.matcher(line).matches());
    assertThat(inventory(named(name)))
        .containsPattern("\"(web1\\.|[0-9.]+)?\\.?(lab|" + uuid + ")");
  }

  @Test
  void whateverServersAndProjectsAreCalledNothingElseIsWritten() {
    var random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      var servers =
          IntStream.range(0, 3)
              .mapToObj(_ -> server(text(random), text(random), text(random)))
              .toArray(VisibleServer[]::new);

      assertThat(ssh(servers).lines()).allMatch(line -> SSH_LINE.matcher(line).matches());
      assertThat(inventory(servers).lines())
          .allMatch(line -> INVENTORY_LINE.matcher(line).matches());
    }
  }

  private static String text(Random random) {
    var letters = "ab1.-_ :\n\r\t\"'{}[]%*?!#\\/+=@\u00e4\u2028$`";
    return IntStream.range(0, random.nextInt(8))
        .mapToObj(_ -> letters.charAt(random.nextInt(letters.length())))
        .map(String::valueOf)
        .collect(Collectors.joining());
  }

  @Test
  void nobodyIsCalledAsAnotherMachineThatAnsibleOrSshMeans() {
    var hosts = inventory(named("localhost"), named("all"), named("lab"), named("console-gw"));

    assertThat(hosts)
        .contains("\"localhost.lab\":", "\"all.lab\":", "\"lab.lab\":", "\"console-gw.lab\":")
        .doesNotContain("\"localhost\":", "\"all\":", "\"lab\":", "\"console-gw\":");
    assertThat(ssh(named("localhost"), named("console-gw")))
        .contains("Host localhost.lab ", "Host console-gw.lab ");
  }

  @Test
  void aNameOfTwoIsNeithersAndEachIsMeantByWhatIsItsOwn() {
    var one = server("lab", "web1", "11111111-1111-4111-8111-111111111111");
    var two = server("prod", "WEB1", "22222222-2222-4222-8222-222222222222");
    var three = server("Prod", "web1", "33333333-3333-4333-8333-333333333333");
    var four = server("x", "web1.lab", "44444444-4444-4444-8444-444444444444");

    var hosts =
        ssh(one, two, three, four)
            .lines()
            .filter(line -> line.contains("Host"))
            .map(String::strip)
            .toList();

    assertThat(hosts)
        .containsExactly(
            "Host 11111111-1111-4111-8111-111111111111",
            "HostName web1+project=lab",
            "Host 22222222-2222-4222-8222-222222222222",
            "HostName 22222222-2222-4222-8222-222222222222",
            "Host 33333333-3333-4333-8333-333333333333",
            "HostName 33333333-3333-4333-8333-333333333333",
            "Host web1.lab.x 44444444-4444-4444-8444-444444444444",
            "HostName web1.lab+project=x");
  }

  @Test
  void whatNoHostCanBeCalledIsCounted() {
    var text = ssh(server("lab", "a b", "no uuid"), named("web1"));

    assertThat(text).contains("# Without a name that a host can have: 1\n");
    assertThat(Arrays.asList(text.split("\n", -1))).anyMatch(line -> line.startsWith("Host web1 "));
  }
}
