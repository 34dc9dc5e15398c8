package dev.consolegw.gateway.ssh.channel;

import java.io.IOException;
import java.util.Set;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;

/**
 * Tells a client that a signal has ended its command (RFC 4254, 6.10), as OpenSSH's server does.
 */
public final class ExitSignal {
  private static final Set<String> NAMES =
      Set.of(
          "ABRT", "ALRM", "FPE", "HUP", "ILL", "INT", "KILL", "PIPE", "QUIT", "SEGV", "TERM",
          "USR1", "USR2");

  /** What OpenSSH's server says for all others. */
  private static final String OTHER = "SIG@openssh.com";

  private static final int ROOM = 64;

  private ExitSignal() {}

  /**
   * Says it, in the place of a status.
   *
   * @param signal its name without SIG, as a guest says it
   */
  public static void say(Channel channel, String signal) {
    var message = channel.getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, ROOM);
    message.putUInt(channel.getRecipient());
    message.putString("exit-signal");
    message.putBoolean(false); // no reply
    message.putString(NAMES.contains(signal) ? signal : OTHER);
    message.putBoolean(false); // whether a core was written is not known
    message.putString("");
    message.putString("");
    try {
      channel.getSession().writePacket(message);
    } catch (IOException gone) {
      channel.close(true);
    }
  }
}
