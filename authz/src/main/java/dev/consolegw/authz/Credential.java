package dev.consolegw.authz;

/** What somebody proved to hold when they signed in. A closed choice: each new kind is a case. */
public sealed interface Credential {

  /**
   * What the audit log and {@code who} call it: the same for the same credential, and printable.
   */
  String auditName();

  /** A public key whose private half signed the sign-in. */
  record Key(SshKey key) implements Credential {
    @Override
    public String auditName() {
      return key.fingerprint();
    }
  }

  /**
   * A ticket that was given to whoever had signed in with a key: it is good for as long as the key
   * is.
   *
   * @param most no larger right comes of it, whatever its holder has by the key itself
   */
  record Ticket(SshKey key, Right most) implements Credential {
    @Override
    public String auditName() {
      return "ticket-of-" + key.fingerprint();
    }
  }

  /**
   * Nothing but that they have reached a port that asks for nothing.
   *
   * @param user the name under which rules speak of whoever comes that way
   */
  record OpenPort(String user) implements Credential {
    @Override
    public String auditName() {
      return "none";
    }
  }
}
