package dev.consolegw.gateway.shell.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.shell.guest.GuestException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** In whatever pieces a guest's text comes, the same is seen and done. */
class ChunkingPropertiesTest {
  private static final String NOISE =
      "\033]0;root@web1\007\033[?2004h\033[1;31mroot\033[0m@web1:~# ";

  private static final List<Consumer<ScriptedGuest>> GUESTS =
      List.of(
          guest -> UnixGuest.atLogin(guest).prompt(NOISE),
          guest -> UnixGuest.atLogin(guest).withoutPosix().prompt("%   \r \r\033[Jweb1% "),
          guest -> UnixGuest.atLogin(guest).afterPassword("\r\nLogin incorrect\r\nweb1 login: "),
          guest -> UnixGuest.atLogin(guest).afterPassword("New password: "),
          guest ->
              UnixGuest.atLogin(guest)
                  .afterPassword(unix -> {
                    guest.print("It costs 5 $ \r\nlast login: password: \r\n# ");
                    guest.print("\r\n[    1.234567] login: \r\n");
                    unix.toShell();
                  }),
          guest -> new UnixGuest(guest.shown("bob@web1:~$ ")).prompt(NOISE).toShell(),
          guest -> new UnixGuest(guest.shown("root@web1:~# '\r\n> ")).toShell(),
          guest ->
              guest.shown("").lines(_ -> guest.print("\033[?1049h\033[2;1HGNU nano\033[24;1H$ ")),
          guest -> guest.lines(_ -> guest.print("password:\r\nsee you $ \r\nmenu? ")));

  @Property(tries = 300)
  void theSameIsTypedAndTheSameComesOfIt(@ForAll long seed) {
    for (var script : GUESTS) {
      var whole = steps(script, left -> left);
      var random = new Random(seed);

      var inPieces = steps(script, _ -> 1 + random.nextInt(1 + random.nextInt(40)));

      assertThat(inPieces).isEqualTo(whole);
    }
  }

  private static List<String> steps(Consumer<ScriptedGuest> script, IntUnaryOperator chunks) {
    var guest = new ScriptedGuest().inChunks(chunks);
    script.accept(guest);
    var who = Optional.of(SignInTest.credentials("root", "s3cret"));
    String outcome;
    try {
      var in = SignIn.lead(guest.conversation(), who, SignInTest.LOGOUT, new RefusedCredentials());
      outcome = in.found() + " and left " + in.leave();
    } catch (GuestException failure) {
      outcome = failure.kind() + " " + failure.getMessage();
    }
    return List.of(guest.typed(), outcome);
  }

  @Property(tries = 2000)
  void theSameLinesAreShown(@ForAll @Size(max = 200) List<Integer> letters, @ForAll long seed) {
    var alphabet = "ab $#:[]0123;?hlKJHGDCd\r\n\b\t\033\033\033[[]\\\007\030\302\233";
    var bytes = new byte[letters.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) alphabet.charAt(Math.floorMod(letters.get(i), alphabet.length()));
    }
    var random = new Random(seed);

    var whole = new ShownText();
    whole.take(bytes);
    var pieces = new ShownText();
    for (int at = 0; at < bytes.length; ) {
      int next = Math.min(bytes.length, at + 1 + random.nextInt(9));
      pieces.take(Arrays.copyOfRange(bytes, at, next));
      at = next;
    }

    assertThat(pieces.all()).isEqualTo(whole.all());
    assertThat(Look.of(pieces)).isEqualTo(Look.of(whole));
    var text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(whole.all()).as(text).allMatch(line -> line.length() <= ShownText.LINE);
  }
}
