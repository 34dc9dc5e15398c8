package dev.consolegw.gateway.shell.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.shell.guest.GuestException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What guests print around their prompts, and across them. */
class OverwrittenPromptsTest {
  private final ScriptedGuest guest = new ScriptedGuest();

  private SignedIn lead() throws GuestException {
    var who = Optional.of(SignInTest.credentials("root", "s3cret"));
    return SignIn.lead(guest.conversation(), who, SignInRules.STANDARD, new RefusedCredentials());
  }

  @Test
  void promptsThatTheKernelWritesOverAreStillSeen() throws Exception {
    var unix = new UnixGuest(guest.shown("web1 login: [   12.345678] usb 1-1: new device\r\n"));
    guest.lines(name -> {
      if (name.isEmpty()) {
        guest.print("\r\nweb1 login: [   13.000001] usb 1-2: gone\r\n[   13.1000] again\r\n");
      } else {
        guest
            .echo(false)
            .print("Password: [   14.000000] <here> $ \r\n")
            .lines(_ -> {
              guest.echo(true);
              unix.greet();
            });
      }
    });

    lead();

    assertThat(guest.typed()).isEqualTo("\rroot\rs3cret\r echo @''TOKEN@$(:)${?}\r");
  }

  @Test
  void promptsThatAnybodyWritesOverAreAnsweredAllTheSame() throws Exception {
    var unix = new UnixGuest(guest.shown("web1 login: ci-info: no keys found\r\n"));
    unix.afterPassword(_ -> {
      guest.print("root@web1:~# ci-info: done\r\n");
      guest.lines(line -> unix.toShell());
    });
    guest.lines(name -> {
      if (name.isEmpty()) {
        guest.print("\r\nweb1 login: ");
      } else {
        guest.echo(false).print("Password: ci-info: +++++\r\n").lines(unix::password);
      }
    });

    assertThat(lead().found()).isEqualTo(SignedIn.Found.SIGNED_IN);
    assertThat(guest.passed()).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void aGuestThatHasRestartedUnseenIsSignedInTo() throws Exception {
    new UnixGuest(guest.shown("root@web1:~# "));

    assertThat(lead().found()).isEqualTo(SignedIn.Found.SIGNED_IN);
  }

  @Test
  void aGuestThatIsStillPrintingIsLookedAtWhenItRests() throws Exception {
    var unix = new UnixGuest(guest.shown("Loading Linux 6.1"));
    guest.printAfter(Duration.ofSeconds(1), ".0 ...\r\n").lines(_ -> {});
    guest.printAfter(Duration.ofSeconds(2), UnixGuest.LOGIN);
    unix.toLogin();

    assertThat(lead().found()).isEqualTo(SignedIn.Found.SIGNED_IN);
  }

  @Test
  void aGreetingThatLooksLikeAPromptDoesNotDeceive() throws Exception {
    UnixGuest.atLogin(guest)
        .afterPassword(unix -> {
          guest
              .print("Support costs 5 $ ")
              .printAfter(Duration.ofSeconds(1), "\r\nlogin: see below\r\n");
          unix.toShell();
        });

    lead();

    assertThat(guest.passed()).isLessThan(Duration.ofSeconds(6));
  }

  @Test
  void aBootingGuestIsWaitedFor() throws Exception {
    var unix = new UnixGuest(guest.shown("[    1.0000] Linux version 6.1\r\n"));
    for (int i = 0; i < 20; i++) {
      guest.printAfter(Duration.ofSeconds(1), "[  OK  ] Started service " + i + ".\r\n");
    }
    guest.lines(_ -> {}).print(UnixGuest.LOGIN);
    unix.toLogin();

    assertThat(lead().found()).isEqualTo(SignedIn.Found.SIGNED_IN);
  }
}
