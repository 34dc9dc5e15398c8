package dev.consolegw.authz.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.authz.SshKey;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizedKeysTest {
  private static final String ED25519 = TestKeys.ed25519(1);

  private final Problems problems = new Problems();
  private final AuthorizedKeys reader = new AuthorizedKeys(problems);

  @Test
  void tokenKeysAreRead() {
    var ed25519 =
        new TestKeys().text("sk-ssh-ed25519@openssh.com").field(new byte[32]).text("ssh:");
    var ecdsa =
        new TestKeys().text("sk-ecdsa-sha2-nistp256@openssh.com").text("nistp256").point(32);

    var first = line("sk-ssh-ed25519@openssh.com " + ed25519.base64() + " alice@token");
    var second = line("sk-ecdsa-sha2-nistp256@openssh.com " + ecdsa.text("ssh:").base64());

    assertThat(first).map(SshKey::base64).contains(ed25519.base64());
    assertThat(second).map(SshKey::type).contains("sk-ecdsa-sha2-nistp256@openssh.com");
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void blanksAndTheCommentDoNotMatter() {
    var plain = line(ED25519);

    assertThat(line("  " + ED25519.replace(" ", " \t ") + "  alice's key, from=\"x\"  \n"))
        .isEqualTo(plain)
        .isPresent();
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void missingPaddingGivesTheSameKey() {
    var padded = new TestKeys().text("ssh-ed25519").field(new byte[32]).base64();
    assertThat(padded).doesNotEndWith("==");
    var rsa = "ssh-rsa " + rsa(2047 + 1);

    assertThat(line(rsa.replaceAll("=+$", ""))).isEqualTo(line(rsa)).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          no-pty                                | 'no-pty'
          from="10.0.0.1"                       | 'from'
          command="echo \\"a, b\\" c",no-pty    | 'command', 'no-pty'
          restrict,from="a b,c",expiry-time="1" | 'restrict', 'from', 'expiry-time'
          cert-authority                        | 'cert-authority'
          command="unclosed                     | 'command'
          """)
  void anOptionIsAMistakeThatNamesIt(String options, String named) {
    assertThat(line(options + " " + ED25519)).isEmpty();

    assertProblem(
        "the gateway would not enforce what stands before the key: "
            + named
            + "; take it out, or the whole line");
  }

  @ParameterizedTest
  @CsvFileSource(resources = "line-mistakes.csv", delimiter = '|')
  void aLineThatIsNoKeySaysWhy(String text, String sentence) {
    assertThat(line(text)).isEmpty();

    assertProblem(sentence);
  }

  @Test
  void anUnknownKindListsTheKnownOnes() {
    assertThat(line("ssh-ed448 AAAA")).isEmpty();

    assertProblem(
        "'ssh-ed448' is no kind of key that is accepted; write one of ssh-ed25519,"
            + " ecdsa-sha2-nistp256, ecdsa-sha2-nistp384, ecdsa-sha2-nistp521, ssh-rsa,"
            + " sk-ssh-ed25519@openssh.com, sk-ecdsa-sha2-nistp256@openssh.com");
  }

  @Test
  void whatAKeysFileSaysNeverReachesATerminalRaw() {
    assertThat(line("\u001b[2Jno-pty\u202e " + ED25519)).isEmpty();

    assertProblem(
        "the gateway would not enforce what stands before the key: '?[2Jno-pty?';"
            + " take it out, or the whole line");
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 2047, 16385})
  void anRsaKeyOfTheWrongSizeIsRefused(int bits) {
    assertThat(line("ssh-rsa " + rsa(bits))).isEmpty();

    assertProblem(
        "an RSA key of "
            + bits
            + " bits is refused, 2048 to 16384 are accepted; make one with: ssh-keygen -t ed25519");
  }

  @Test
  void theLargestRsaKeyFitsIntoALine() {
    assertThat(line("ssh-rsa " + rsa(16384) + " comment")).isPresent();
  }

  @Test
  void fieldsOfTheWrongShapeAreDamage() {
    var long25519 = new TestKeys().text("ssh-ed25519").field(new byte[33]);
    var trailing = new TestKeys().text("ssh-ed25519").field(new byte[32]).raw((byte) 0);
    var otherCurve = new TestKeys().text("ecdsa-sha2-nistp256").text("nistp384").point(48);
    var compressed =
        new TestKeys().text("ecdsa-sha2-nistp256").text("nistp256").field(new byte[65]);
    var negative = new TestKeys().text("ssh-rsa").field(new byte[] {-1}).field(new byte[] {-1});

    var mistakes =
        mistakes(
            "ssh-ed25519 " + long25519.base64(),
            "ssh-ed25519 " + trailing.base64(),
            "ecdsa-sha2-nistp256 " + otherCurve.base64(),
            "ecdsa-sha2-nistp256 " + compressed.base64(),
            "ssh-rsa " + negative.base64());

    assertThat(mistakes)
        .hasSize(5)
        .allSatisfy(it -> assertThat(it).startsWith("the key is damaged;"));
  }

  @Test
  void aFieldThatClaimsGigabytesIsCutShort() {
    var huge = new TestKeys().text("ssh-ed25519").raw((byte) 0x7f, (byte) -1, (byte) -1, (byte) -1);
    var negative = new TestKeys().raw((byte) -1, (byte) -1, (byte) -1, (byte) -1);

    assertThat(mistakes("ssh-ed25519 " + huge.base64(), "ssh-ed25519 " + negative.base64()))
        .hasSize(2)
        .allSatisfy(it -> assertThat(it).startsWith("the key is cut short;"));
  }

  @Test
  void anEntryHoldsOneLineOfBoundedLength() {
    assertThat(line(ED25519 + "\n" + TestKeys.ed25519(2))).isEmpty();
    assertThat(line(ED25519 + " " + "x".repeat(KeyLine.LIMIT))).isEmpty();

    assertThat(problems.all())
        .extracting(Problems.Problem::text)
        .containsExactly(
            "this is more than one line; write an entry for each key",
            "the line is longer than 8192 characters; cut it");
  }

  @Test
  void aTextReportsEachMistakeAtItsLineAndKeepsTheGoodKeys() {
    var text =
        """
        # alice
        %s laptop

          no-pty %s
        ssh-dss AAAA\r
        %s phone\
        """
            .formatted(ED25519, ED25519, TestKeys.ed25519(2));

    var keys = reader.text(text, "/home/alice/keys");

    assertThat(keys).hasSize(2);
    assertThat(problems.all())
        .extracting(problem -> problem.where().toString())
        .containsExactly("/home/alice/keys:4:3", "/home/alice/keys:5:1");
  }

  private Optional<SshKey> line(String text) {
    return reader.line(new Located<>(text, TestSettings.HERE));
  }

  /** What is wrong with lines that are each on their own. */
  private static List<String> mistakes(String... lines) {
    return Stream.of(lines)
        .flatMap(text -> {
          var found = new Problems();
          var _ = new AuthorizedKeys(found).line(new Located<>(text, TestSettings.HERE));
          return found.all().stream().map(Problems.Problem::text);
        })
        .toList();
  }

  private void assertProblem(String sentence) {
    assertThat(problems.all()).containsExactly(new Problems.Problem(TestSettings.HERE, sentence));
  }

  private static String rsa(int bits) {
    var modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
    return new TestKeys()
        .text("ssh-rsa")
        .field(BigInteger.valueOf(65537).toByteArray())
        .field(modulus.toByteArray())
        .base64();
  }
}
