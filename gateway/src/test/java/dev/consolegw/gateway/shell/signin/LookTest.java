package dev.consolegw.gateway.shell.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LookTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          web1 login:                              | LOGIN
          login:                                   | LOGIN
          FreeBSD/amd64 (web1) (ttyu0) Login:      | LOGIN
          web1 console login:                      | LOGIN
          web1 login: alice                        | LOGIN_BEGUN
          Last login: Fri Nov 28 09:12             | OTHER
          last login:                              | OTHER
          mylogin:                                 | OTHER
          Password:                                | PASSWORD
          alice@web1's password:                   | PASSWORD
          Enter passphrase for key '/root/id':     | PASSWORD
          Passwort:                                | PASSWORD
          Current password:                        | NEW_PASSWORD
          (current) UNIX password:                 | NEW_PASSWORD
          New password:                            | NEW_PASSWORD
          Retype new password:                     | NEW_PASSWORD
          Verification code:                       | SECOND_FACTOR
          Enter PIN for token:                     | SECOND_FACTOR
          Passcode or option (1-3):                | SECOND_FACTOR
          password                                 | OTHER
          root@web1:~#                             | SHELL
          [root@web1 ~]#                           | SHELL
          $                                        | SHELL
          web1%                                    | SHELL
          bash-5.1$                                | SHELL
          root@web1 ~>                             | SHELL
          /srv/a=b$                                | SHELL
          5%                                       | OTHER
          Copying 12.5%                            | OTHER
          >                                        | CONTINUATION
          dquote>                                  | CONTINUATION
          >>>                                      | PROGRAM
          ...>                                     | SHELL
          mysql>                                   | PROGRAM
          MariaDB [(none)]>                        | PROGRAM
          app=#                                    | PROGRAM
          app=>                                    | PROGRAM
          ->                                       | PROGRAM
          =>                                       | BOOT_LOADER
          grub>                                    | BOOT_LOADER
          grub rescue>                             | BOOT_LOADER
          Shell>                                   | BOOT_LOADER
          PS C:\\Users\\a>                         | WINDOWS
          C:\\>                                    | WINDOWS
          SAC>                                     | WINDOWS
          Please press Enter to activate this console. | ENTER
          Press ENTER to continue                  | OTHER
          Please press [ENTER] to unlock.          | OTHER
          (or press Control-D to continue):        | OTHER
          Do you want to continue? [Y/n]           | OTHER
          """)
  void aLineIsWhatItLooksLike(String line, Look look) {
    assertThat(Look.of(line + " ")).isEqualTo(look);
    assertThat(Look.of(line)).isEqualTo(look);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web1 login: [   12.345678] usb 1-1: new\r\n",
        "web1 login: [   12.345678][  T123] usb 1-1: new\r\n",
        "web1 login: <6>[   12.345678] usb 1-1: new\r\n[   12.400000] more\r\n",
        "web1 login: [  OK  ] Finished something.\r\n",
        "web1 login: \033[1;31m[FAILED]\033[0m Failed to start a.service.\r\n",
        "garbage\r\033[Kweb1 login: ",
        "webx\b1 login: ",
        "web1 login: \033[6n",
        "web1 login: \033]0;root@web1: $ \007",
        "\033P$q m\033\\web1 login: ",
        "\033[?1049h\033[5;5Hvi\033[?1049lweb1 login: ",
        "\033[24;1H\033[Kweb1 login: ",
        "\033[H\033[2Jweb1 login: ",
        "\033[999;999H\033[6n\rweb1 login: "
      })
  void aLoginPromptIsSeenThroughWhatAGuestPrintsAroundIt(String text) {
    assertThat(look(text)).isEqualTo(Look.LOGIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web1% \033[K\033[60C[~/src]\033[68D",
        "~ \342\235\257 ",
        "\342\236\234 ",
        "\033[24;1H\033[K\r\nroot@web1:~# "
      })
  void promptsOfPeoplesOwnTasteAreSeen(String text) {
    assertThat(look(text)).isEqualTo(Look.SHELL);
  }

  @Test
  void whatSomebodyHasTypedRightOfTheCursorCounts() {
    assertThat(look("root@web1:~# rm -rf /srv\033[11D")).isEqualTo(Look.OTHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\033[?1049h\033[H$ ",
        "\033[2J\033[3;1H  Debian GNU/Linux\033[20;5HPress e to edit",
        "top - 10:00\r\n\033[6;1H",
        "\033[1;24r\033[24;1H\r\n",
        "\033[10dmenu",
        "\033[H\033[2J\033[2;1H~\033[3;1H~\033[24;1H\"x\" [New]\033[1;1H"
      })
  void aProgramWithTheWholeScreenIsSeen(String text) {
    assertThat(look(text)).isEqualTo(Look.PROGRAM);
  }

  @Test
  void linesAfterAProgramTellThatItHasLeftTheScreen() {
    assertThat(look("\033[24;1H\033[K\r\none\r\ntwo\r\nthree\r\n")).isEqualTo(Look.EMPTY);
  }

  @Test
  void aServiceThatReportsAtTheEndOfItsLineIsNoKernel() {
    assertThat(look(" * Starting sshd ... [ OK ]\r\n")).isEqualTo(Look.EMPTY);
  }

  private static Look look(String text) {
    var shown = new ShownText();
    shown.take(text.getBytes(StandardCharsets.ISO_8859_1));
    return Look.of(shown);
  }
}
