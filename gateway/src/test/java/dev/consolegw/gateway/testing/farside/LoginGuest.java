package dev.consolegw.gateway.testing.farside;

import dev.consolegw.gateway.backend.ConsoleAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A guest with a login prompt, for any account with the password {@value #PASSWORD}, and a shell of
 * this machine behind it. It may lack Python, as rescue systems do.
 */
public final class LoginGuest implements AutoCloseable {
  /** What it prints when nobody is signed in. */
  public static final String LOGIN = "web1 login: ";

  /** What the account's password is. */
  public static final String PASSWORD = "s3cret-of-the-guest";

  private final PtyShell line;

  private LoginGuest(PtyShell line) {
    this.line = line;
  }

  /**
   * One with all that this machine has.
   *
   * @param folder one of its own
   * @param shell what a login starts, such as {@code bash --norc}
   */
  public static LoginGuest withPython(Path folder, String shell) {
    return start(folder, shell, "/usr/bin:/bin:/usr/sbin:/sbin");
  }

  /** One with a shell and a few of its tools. */
  public static LoginGuest withoutPython(Path folder, String shell) {
    try {
      var bin = Files.createDirectories(folder.resolve("bin"));
      var tools =
          "sh stty mkfifo dd cat rm sed mkdir sleep setsid base64 sha256sum busybox fish tcsh bash"
              + " id echo head yes";
      for (var tool : tools.split(" ", -1)) {
        var program = Path.of("/usr/bin", tool);
        Files.createSymbolicLink(
            bin.resolve(tool), Files.exists(program) ? program : Path.of("/bin", tool));
      }
      return start(folder, shell, bin.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LoginGuest start(Path folder, String shell, String path) {
    var getty =
        """
        trap : INT QUIT
        while :; do
          stty sane
          printf '\\r\\nDebian GNU/Linux 12 web1 ttyS0\\r\\n\\r\\n%s'
          read -r user && [ -n "$user" ] || continue
          stty -echo; printf 'Password: '; read -r password || password=; stty echo; echo
          [ "$password" = %s ] || { echo 'Login incorrect'; continue; }
          unset user password
          (PATH=%s exec %s)
        done
        """
            .formatted(LOGIN, PASSWORD, path, shell);
    return new LoginGuest(PtyShell.running(folder, getty));
  }

  /** Where to dial. */
  public ConsoleAddress address() {
    return line.address();
  }

  @Override
  public void close() {
    line.close();
  }
}
