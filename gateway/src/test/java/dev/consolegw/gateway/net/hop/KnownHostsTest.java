package dev.consolegw.gateway.net.hop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.net.hop.KnownHosts.Blob;
import dev.consolegw.gateway.net.hop.KnownHosts.Marker;
import dev.consolegw.gateway.testing.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownHostsTest {
  private static final String KEY = "ssh-ed25519 " + base64("a key");

  @TempDir Path dir;

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean knows(String line, String name) {
    return !KnownHosts.parse(line).about(name, Marker.HOST).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hv1                | hv1              | true",
        "hv1                | HV1              | true",
        "HV1                | hv1              | true",
        "hv1                | hv2              | false",
        "hv1                | [hv1]:2222       | false",
        "[hv1]:2222         | [hv1]:2222       | true",
        "[hv1]:2222         | hv1              | false",
        "hv1,hv2            | hv2              | true",
        "hv?                | hv7              | true",
        "*.example.com      | hv.example.com   | true",
        "*.example.com      | example.com      | false",
        "*,!hv1             | hv2              | true",
        "*,!hv1             | hv1              | false",
        "!hv1               | hv2              | false",
        "2001:db8::1        | 2001:db8::1      | true",
        "[2001:db8::1]:2222 | [2001:db8::1]:2222 | true",
        "[10.0.0.*]:2222    | [10.0.0.9]:2222  | true",
      })
  void aNameIsKnownAsOpenSshKnowsIt(String hosts, String host, boolean known) {
    var name = host.startsWith("[") ? host : KnownHosts.name(host, 22);

    assertThat(knows(hosts + " " + KEY, name)).isEqualTo(known);
  }

  @Test
  void namesThatSshKeygenHashedAreKnown() throws IOException {
    var file = dir.resolve("known_hosts");
    Files.writeString(file, "hv1,10.0.0.7 " + KEY + "\n[hv2]:2222 " + KEY + "\n");
    var _ = Program.run("ssh-keygen", "-q", "-H", "-f", file.toString());
    var hashed = Files.readString(file);

    assertThat(hashed).doesNotContain("hv1").doesNotContain("hv2");
    assertThat(knows(hashed, "hv1")).isTrue();
    assertThat(knows(hashed, "10.0.0.7")).isTrue();
    assertThat(knows(hashed, "[hv2]:2222")).isTrue();
    assertThat(knows(hashed, "hv2")).isFalse();
    assertThat(knows(hashed, "hv3")).isFalse();
  }

  @Test
  void markersSayWhatAKeyIsGoodFor() {
    var known =
        KnownHosts.parse(
            """
            # a remark
            @cert-authority *.lab %s ca
            @revoked * ssh-ed25519 %s
            @unheard-of hv1.lab %s
            """
                .formatted(KEY, base64("stolen"), KEY));

    assertThat(known.about("hv1.lab", Marker.AUTHORITY)).hasSize(1);
    assertThat(known.about("hv1.lab", Marker.HOST)).isEmpty();
    assertThat(known.isRevoked("hv1.lab", new Blob(base64("stolen")))).isTrue();
    assertThat(known.isRevoked("hv1.lab", new Blob(base64("a key")))).isFalse();
  }

  @Test
  void linesThatAreNoneAreLeftOut() {
    var known = KnownHosts.parse("hv1\nhv1 ssh-ed25519\nhv1 ssh-ed25519 %%%\n|1|x|y " + KEY);

    assertThat(known.about("hv1", Marker.HOST)).isEmpty();
  }

  @Test
  void aLineIsNamedByItsNumber() {
    var known = KnownHosts.parse("\n# one\nhv1 " + KEY + "\r\n");

    assertThat(known.about("hv1", Marker.HOST))
        .singleElement()
        .extracting(it -> it.number())
        .isEqualTo(3);
  }

  @Property
  void aPatternMatchesWhatARegularExpressionWould(
      @ForAll @StringLength(max = 8) @CharRange(from = 'a', to = 'b') String name,
      @ForAll @StringLength(max = 8) @CharRange(from = 'a', to = 'd') String shape) {
    var pattern = shape.replace('c', '*').replace('d', '?');
    var expression = pattern.replace("*", ".*").replace("?", ".");

    assertThat(KnownHosts.matches(pattern, name)).isEqualTo(name.matches(expression));
  }

  @Property
  void noTextIsTooOddToBeRead(@ForAll String text) {
    assertThat(KnownHosts.parse(text).about("hv1", Marker.REVOKED)).isNotNull();
  }
}
