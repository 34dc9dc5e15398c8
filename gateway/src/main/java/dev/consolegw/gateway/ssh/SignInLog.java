package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.ops.audit.Audit;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/** Tells the audit who signed in, by which key, and when they left. MINA's threads. */
final class SignInLog implements SessionListener {
  private final Audit audit;

  SignInLog(Audit audit) {
    this.audit = audit;
  }

  @Override
  public void sessionEvent(Session session, Event event) {
    if (event == Event.Authenticated) {
      var from = SshConnection.of(session).origin();
      PublicKeyAuth.identity(session)
          .ifPresent(
              who -> audit.record(new AuditEvent.SignedIn(from, who, session.getUsername())));
    }
  }

  @Override
  public void sessionClosed(Session session) {
    var from = SshConnection.of(session).origin();
    PublicKeyAuth.identity(session)
        .ifPresent(who -> audit.record(new AuditEvent.SignedOut(from, who)));
  }
}
