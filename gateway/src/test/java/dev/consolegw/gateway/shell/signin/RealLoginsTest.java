package dev.consolegw.gateway.shell.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import dev.consolegw.gateway.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real login programs, with accounts of their own: they see another /etc/passwd than this
 * machine's, in a mount namespace, which only root may make.
 */
@Tag("slow")
@Tag("root")
class RealLoginsTest {
  private static final String GUEST =
      """
      mount -t tmpfs none /run; mount -t tmpfs none /var/log; mount -t tmpfs none /var/mail
      for file in passwd shadow group pam.d; do mount --bind $file /etc/$file || exit; done
      hostname=web1
      while :; do setsid -c GETTY; done
      """;

  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/bin/sh
      carol:x:1500:1500::HOME:/bin/bash
      dave:x:1501:1501::HOME:/bin/sh
      erin:x:1502:1502::HOME:/bin/sh
      nell:x:1503:1503::HOME:/usr/sbin/nologin
      fay:x:1504:1504::HOME:/usr/bin/fish
      zoe:x:1505:1505::HOME:HOME/menu
      """;

  /** dave has to change his password, erin's account has expired. */
  private static final String SHADOW =
      """
      root:*:19000::::::
      carol:HASH:19000::::::
      dave:HASH:0:0:99999:7:::
      erin:HASH:19000:::::1000:
      nell:HASH:19000::::::
      fay:HASH:19000::::::
      zoe:HASH:19000::::::
      """;

  private static final String PAM =
      """
      auth required pam_nologin.so
      auth required pam_unix.so nodelay
      account required pam_unix.so
      session required pam_unix.so
      session optional pam_motd.so motd=/etc/motd
      session optional pam_lastlog.so
      password required pam_unix.so
      """;

  private static final String MENU =
      """
      #!/bin/sh
      while :; do printf '1) status  2) reboot ? '; read choice || exit; done
      """;

  @TempDir private Path folder;

  private final RefusedCredentials refused = new RefusedCredentials();

  enum Getty {
    UTIL_LINUX("agetty --noclear -L - vt220"),
    BUSYBOX("busybox getty -L -l $PWD/login 0 - vt220");

    private final String line;

    Getty(String line) {
      this.line = line;
    }
  }

  @BeforeEach
  void makeAccounts() throws Exception {
    var hash = Program.run("openssl", "passwd", "-6", "s3cret").strip();
    var home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(folder.resolve("passwd"), PASSWD.replace("HOME", home.toString()));
    Files.writeString(folder.resolve("shadow"), SHADOW.replace("HASH", hash));
    Files.writeString(folder.resolve("group"), "root:x:0:\ntty:x:5:\nutmp:x:43:\n");
    Files.createDirectories(folder.resolve("pam.d"));
    for (var service : new String[] {"login", "other", "passwd"}) {
      Files.writeString(folder.resolve("pam.d").resolve(service), PAM);
    }
    Files.copy(Path.of("/usr/bin/busybox"), folder.resolve("login"));
    Files.writeString(home.resolve("menu"), MENU);
    Program.run("chmod", "755", folder.toString(), home.resolve("menu").toString());
  }

  private PtyGuest start(Getty getty) throws Exception {
    var script = Files.writeString(folder.resolve("getty.sh"), GUEST.replace("GETTY", getty.line));
    return PtyGuest.start(folder, "exec unshare -m sh " + script + "\n");
  }

  private SignedIn lead(PtyGuest guest, String account, String password) throws GuestException {
    return SignIn.lead(
        guest.conversation(),
        Optional.of(SignInTest.credentials(account, password)),
        SignInRules.STANDARD,
        refused);
  }

  @ParameterizedTest
  @EnumSource
  void anAccountSignsInAndOutAlsoAfterAWrongPassword(Getty getty) throws Exception {
    try (var guest = start(getty)) {
      var in = lead(guest, "carol", "s3cret");
      assertThat(in.found()).isEqualTo(SignedIn.Found.SIGNED_IN);
      assertThat(in.leave()).as(guest::shown).isTrue();

      var failure = catchThrowableOfType(GuestException.class, () -> lead(guest, "carol", "wrong"));
      assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
      assertThat(failure).hasMessage("the guest refused the account or its password");
      assertThat(guest.conversation().look()).as(guest::shown).isEqualTo(Look.LOGIN);

      assertThat(lead(guest, "carol", "s3cret").leave()).as(guest::shown).isTrue();
      assertThat(guest.shown()).doesNotContain("s3cret");
    }
  }

  @Test
  void accountsThatGetNoShellAreToldWhyOneAfterTheOther() throws Exception {
    var sentences =
        Map.of(
            "dave",
            "the guest wants the account's password changed; sign in at its console and do so",
            "erin",
            "the account of the guest has expired",
            "nell",
            "the guest gives the account no shell",
            "nobody",
            "the guest refused the account or its password");
    try (var guest = start(Getty.UTIL_LINUX)) {
      sentences.forEach((account, sentence) -> {
        var failure =
            catchThrowableOfType(GuestException.class, () -> lead(guest, account, "s3cret"));
        assertThat(failure).as(guest::shown).hasMessage(sentence);
        assertThat(guest.conversation().look()).as(guest::shown).isEqualTo(Look.LOGIN);
      });
    }
  }

  @Test
  void fishAsALoginShellWorksAndIsLeft() throws Exception {
    try (var guest = start(Getty.UTIL_LINUX)) {
      assertThat(lead(guest, "fay", "s3cret").leave()).as(guest::shown).isTrue();
    }
  }

  @Test
  void aMenuInsteadOfAShellIsTold() throws Exception {
    try (var guest = start(Getty.UTIL_LINUX)) {
      var failure = catchThrowableOfType(GuestException.class, () -> lead(guest, "zoe", "s3cret"));

      assertThat(failure.kind()).as(guest::shown).isEqualTo(Kind.UNSUPPORTED);
      assertThat(failure).hasMessageContaining("no prompt of a shell");
      assertThat(guest.conversation().look()).as(guest::shown).isEqualTo(Look.LOGIN);
    }
  }
}
