package dev.consolegw.authz.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import java.util.Base64;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class KeyLinePropertiesTest {

  @Property
  void everyTextIsOneKeyOrOneMistake(@ForAll("lines") String text) {
    assertOneOutcome(text);
  }

  @Property
  void everyBlobIsOneKeyOrOneMistake(@ForAll KeyKind kind, @ForAll byte[] tail) {
    var blob = new TestKeys().text(kind.type()).raw(tail);

    assertOneOutcome(kind.type() + " " + blob.base64());
  }

  private static void assertOneOutcome(String text) {
    var problems = new Problems();

    var key = new AuthorizedKeys(problems).line(new Located<>(text, TestSettings.HERE));

    assertThat(problems.all()).hasSize(key.isPresent() ? 0 : 1);
    key.ifPresent(
        read -> assertThat(Base64.getDecoder().decode(read.base64())).hasSizeGreaterThan(40));
    assertThat(problems.all()).noneMatch(problem -> problem.text().contains("\u001b"));
  }

  /** Pieces of lines in any order. */
  @Provide
  Arbitrary<String> lines() {
    var key = TestKeys.ed25519(1).split(" ", -1)[1];
    return Arbitraries.of(
            "ssh-ed25519",
            "ssh-rsa",
            "ssh-dss",
            "ssh-x",
            key,
            " ",
            "\t",
            "\"",
            "\\",
            ",",
            "=",
            "no-pty",
            "command=",
            "-----BEGIN",
            "#",
            "AAAA",
            "\u001b",
            "ö",
            "\n")
        .list()
        .ofMaxSize(6)
        .map(pieces -> String.join("", pieces));
  }
}
