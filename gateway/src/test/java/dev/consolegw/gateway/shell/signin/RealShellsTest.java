package dev.consolegw.gateway.shell.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.testing.farside.PtyShell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shells that people have, at a terminal each. */
@Tag("slow")
class RealShellsTest {
  private static final String ENVIRONMENT =
      """
      stty cols 80 rows 24
      export TERM=TYPE HOME=FOLDER LANG=C.UTF-8 PATH=/usr/bin:/bin:/usr/sbin:/sbin; cd
      unset PS1 ENV
      """;

  private static final byte[] PROGRAM =
      "os.write(1, b'@HI' + b'@\\r\\n')\n".getBytes(StandardCharsets.US_ASCII);

  /** As what carries commands is started: the terminal raw, then read so many bytes, and run. */
  private static final String LINE =
      " K=$(stty -g);stty raw -echo;python3 -uc 'import os;os.write(1,b\"@\"b\"GO@\");b=b\"\";"
          + "exec(\"while len(b)<%d:b+=os.read(0,%d-len(b))\");exec(b)';stty $K"
              .formatted(PROGRAM.length, PROGRAM.length);

  @TempDir private Path folder;

  private PtyGuest start(String terminal, String shell) throws Exception {
    Files.writeString(folder.resolve(".zshrc"), "unset HISTFILE\n");
    PtyShell.keepFishFromWriting(folder);
    return PtyGuest.start(
        folder,
        ENVIRONMENT.replace("TYPE", terminal).replace("FOLDER", folder.toString())
            + "exec "
            + shell
            + "\n");
  }

  private static SignedIn lead(PtyGuest guest) throws GuestException {
    return SignIn.lead(
        guest.conversation(),
        Optional.of(SignInTest.credentials("root", "s3cret")),
        SignInTest.USE,
        new RefusedCredentials());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vt220|bash --norc --noprofile -i
          xterm-256color|env PS1='\\[\\e[1;31m\\]\\u@\\h\\[\\e[0m\\]:\\w\\$ ' bash --norc --noprofile -i
          vt220|dash -i
          vt220|env PS1='# ' dash -i
          vt220|busybox ash -i
          vt220|env PS1='a-very-long-host-name.example.org:/srv/something/deep/down/below # ' busybox ash -i
          xterm|zsh -i
          xterm|env RPROMPT='[right]' zsh -i
          vt220|zsh -i
          xterm|fish -i
          vt220|tcsh -f -i
          """)
  void aShellIsProvedAndStartsWhatCarriesCommands(String terminal, String shell) throws Exception {
    try (var guest = start(terminal, shell)) {
      var in = lead(guest);
      assertThat(in.found()).as(guest::shown).isEqualTo(SignedIn.Found.ALREADY_OPEN);

      new ProgramStart(LINE, "@GO@", PROGRAM).start(guest.conversation());

      guest.conversation().within(Duration.ofSeconds(10));
      var hello =
          guest
              .conversation()
              .rest(
                  look -> look == Look.SHELL,
                  text -> text.all().stream().anyMatch(line -> line.contains("@HI@")),
                  Duration.ofSeconds(10));
      assertThat(guest.shown()).as("at " + hello).contains("@HI@");
      guest.conversation().rest(look -> look == Look.SHELL, Duration.ofSeconds(5));
      assertThat(in.leave()).as(guest::shown).isTrue();
    }
  }

  @Test
  void aGuestWithoutPythonIsToldApart() throws Exception {
    try (var guest = start("vt220", "env PATH=" + folder + "/bin /usr/bin/dash -i")) {
      link("stty");

      lead(guest);
      var failure = failure(guest);

      assertThat(failure.kind()).isEqualTo(Kind.UNSUPPORTED);
      assertThat(failure).hasMessage("the guest has no python3, which +shell needs");
      assertThat(isBackAtItsPrompt(guest)).as(guest::shown).isTrue();
    }
  }

  @Test
  void aGuestWithoutSttyIsToldApart() throws Exception {
    try (var guest = start("vt220", "env PATH=" + folder + "/bin /usr/bin/dash -i")) {
      link("python3");

      lead(guest);
      var failure = failure(guest);

      assertThat(failure).hasMessage("the guest has no stty, which +shell needs");
      assertThat(isBackAtItsPrompt(guest)).as(guest::shown).isTrue();
    }
  }

  private static boolean isBackAtItsPrompt(PtyGuest guest) throws GuestException {
    guest.conversation().within(TypedBytes.PATIENCE);
    return guest.conversation().until(text -> Look.of(text) == Look.SHELL, TypedBytes.PATIENCE);
  }

  private GuestException failure(PtyGuest guest) {
    return catchThrowableOfType(
        GuestException.class,
        () -> new ProgramStart(LINE, "@GO@", PROGRAM).start(guest.conversation()));
  }

  private void link(String program) throws Exception {
    var bin = Files.createDirectories(folder.resolve("bin"));
    var script = "#!/bin/sh\nexec /usr/bin/%s \"$@\"\n".formatted(program);
    Files.writeString(bin.resolve(program), script).toFile().setExecutable(true);
  }
}
