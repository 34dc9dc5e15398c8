package dev.consolegw.gateway.shell.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import dev.consolegw.gateway.shell.guest.SerialLine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests that do what none should: all of it ends, in the time that was given. */
class CrookedGuestsTest {
  private static final Duration ALL = SignInRules.LOGIN.plus(SignedIn.LEAVING);

  private final ScriptedGuest guest = new ScriptedGuest();

  private GuestException fails(SignInRules rules) {
    var who = Optional.of(SignInTest.credentials("root", "s3cret"));
    return catchThrowableOfType(
        GuestException.class,
        () -> SignIn.lead(guest.conversation(), who, rules, new RefusedCredentials()));
  }

  @Test
  void aSilentGuestIsGivenUpAfterTenSeconds() {
    guest.echo(false).lines(_ -> {});

    var failure = fails(SignInRules.STANDARD);

    assertThat(failure.kind()).isEqualTo(Kind.BUSY); // Enter was echoed
    assertThat(guest.passed()).isEqualTo(Probe.SILENCE.plus(Conversation.QUIET));
  }

  @Test
  void aGuestThatPrintsNothingAtAllIsSilent() {
    SerialLine deaf = _ -> {};
    var time = new ScriptedGuest();
    var conversation = new Conversation(deaf, time);

    var failure =
        catchThrowableOfType(
            GuestException.class,
            () ->
                SignIn.lead(
                    conversation,
                    Optional.empty(),
                    SignInRules.STANDARD,
                    new RefusedCredentials()));

    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure).hasMessageContaining("silent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "login: ", "Password: ", "$ ", "\r\n", "> ", "root@web1:~# \r\n"})
  void aGuestThatPrintsAllTheTimeEndsInTime(String text) {
    for (int i = 0; i < 20_000; i++) {
      guest.printAfter(Duration.ofMillis(5), text);
    }

    var failure = fails(SignInTest.FORCE);

    assertThat(failure).isNotNull();
    assertThat(guest.passed()).isLessThanOrEqualTo(ALL);
    assertThat(guest.typed()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web1 login: ",
        "Password: ",
        "root@web1:~# ",
        "New password: ",
        "> ",
        "Please press Enter to activate this console. ",
        "ok ",
        "\033[6n",
        "SAC>"
      })
  void aGuestThatAnswersEverythingWithTheSameEndsInTime(String text) {
    guest.shown("").lines(_ -> guest.print(text)).keys(_ -> guest.print("\r\n" + text));

    for (var rules : new SignInRules[] {SignInTest.FORCE, SignInTest.BLIND, SignInTest.LOGOUT}) {
      assertThat(fails(rules)).isNotNull();
    }

    assertThat(guest.passed()).isLessThanOrEqualTo(ALL.multipliedBy(3));
    assertThat(guest.typed().length()).isLessThan(2000);
  }

  @Test
  void aGuestOfOneByteASecondIsTooSlow() {
    UnixGuest.atLogin(guest.inChunks(_ -> 1).slow(Duration.ofSeconds(1)));

    assertThat(fails(SignInRules.STANDARD).kind()).isIn(Kind.UNREACHABLE, Kind.BUSY, Kind.REFUSED);
    assertThat(guest.passed()).isLessThanOrEqualTo(ALL);
  }

  @Test
  void aMebibyteWithoutALineIsNotKept() throws Exception {
    var conversation = guest.conversation();
    var piece = ByteBuffer.wrap("x".repeat(16 * 1024).getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 64; i++) {
      conversation.printed(piece.duplicate());
    }
    conversation.printed(ByteBuffer.wrap(" $ ".getBytes(StandardCharsets.US_ASCII)));
    conversation.within(Duration.ofSeconds(1));

    conversation.rest(look -> look == Look.SHELL, Duration.ofSeconds(1));

    assertThat(conversation.look()).isEqualTo(Look.SHELL);
    assertThat(conversation.text().line().length()).isLessThanOrEqualTo(ShownText.LINE);
  }

  @Test
  void linesAreKeptUpToABound() {
    var text = new ShownText();
    for (int i = 0; i < 100_000; i++) {
      text.take("\n".getBytes(StandardCharsets.US_ASCII));
    }
    for (int i = 0; i < 1000; i++) {
      text.take(("x".repeat(1000) + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    assertThat(text.all().stream().mapToInt(String::length).sum()).isLessThan(ShownText.LINES);
  }

  @Test
  void aLineThatTakesNoKeysIsGivenUp() throws Exception {
    var taken = new CountDownLatch(1);
    SerialLine stuck = _ -> await(taken);
    var conversation = new Conversation(stuck);
    conversation.within(Duration.ofMillis(50));

    var failure = catchThrowableOfType(GuestException.class, () -> conversation.press(Key.ENTER));
    var again = catchThrowableOfType(GuestException.class, () -> conversation.press(Key.ENTER));
    taken.countDown();

    assertThat(failure).hasMessage("the guest's console takes no keys");
    assertThat(again).hasMessage("the guest's console takes no keys");
  }

  private static void await(CountDownLatch taken) throws GuestException {
    try {
      taken.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new GuestException(Kind.UNREACHABLE, "interrupted");
    }
  }

  @Test
  void theEndOfTheLineIsToldToWhoeverWaits() {
    var conversation = new Conversation(_ -> {});
    conversation.within(Duration.ofMinutes(1));
    var waits = waiting(conversation);

    conversation.ended("the line is closed");

    assertThat(waits.join()).hasMessage("the line is closed");
  }

  @Test
  void whoWaitsMayBeInterrupted() {
    var conversation = new Conversation(_ -> {});
    conversation.within(Duration.ofMinutes(1));
    var thread = new CompletableFuture<Thread>();
    var waits =
        CompletableFuture.supplyAsync(
            () -> {
              thread.complete(Thread.currentThread());
              return failure(conversation);
            },
            task -> Thread.ofVirtual().start(task));

    thread.join().interrupt();

    assertThat(waits.join()).hasMessageContaining("called off");
  }

  private static CompletableFuture<GuestException> waiting(Conversation conversation) {
    return CompletableFuture.supplyAsync(
        () -> failure(conversation), task -> Thread.ofVirtual().start(task));
  }

  private static GuestException failure(Conversation conversation) {
    return catchThrowableOfType(
        GuestException.class, () -> conversation.until(_ -> false, Duration.ofMinutes(1)));
  }
}
