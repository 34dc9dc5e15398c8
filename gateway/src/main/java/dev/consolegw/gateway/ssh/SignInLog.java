package dev.consolegw.gateway.ssh;

import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import dev.consolegw.gateway.terminal.Printable;
import java.util.stream.Collectors;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes into the audit log who signed in, and by which key. MINA's threads. */
final class SignInLog implements SessionListener {
  private static final Logger log = LoggerFactory.getLogger("audit");

  @Override
  public void sessionEvent(Session session, Event event) {
    if (event == Event.Authenticated) {
      PublicKeyAuth.identity(session).ifPresent(who -> signedIn(session, who));
    }
  }

  private static void signedIn(Session session, Identity who) {
    var owners =
        who.owners().stream().map(Person::toString).sorted().collect(Collectors.joining(","));
    log.info(
        "event=signed-in key={} owners={} from={} {}",
        who.credential().auditName(),
        Printable.of(owners).asValue(),
        from(session),
        SshConnection.of(session).origin());
  }

  private static String from(Session session) {
    return Printable.of(String.valueOf(session.getIoSession().getRemoteAddress())).asValue();
  }
}
