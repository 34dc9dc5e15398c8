package dev.consolegw.gateway.budget;

import dev.consolegw.authz.Identity;

/**
 * What clients are charged for, whatever front they come through.
 *
 * @param connections of people who have signed in
 * @param sessions of theirs
 * @param input bytes that they have sent and nobody has taken yet
 * @param inputPerConnection how many of these a connection may have beside {@link #ALWAYS} for each
 *     channel
 * @param output bytes on their way to them that the system has not taken yet
 */
public record Budgets(
    Budget connections, Budget sessions, Budget input, long inputPerConnection, Budget output) {
  /** Bytes that everybody may send, and is sent, however much others have in use. */
  public static final int ALWAYS = 4 * 1024;

  /**
   * One with these bounds.
   *
   * @param connections of one person
   * @param sessions of one person
   * @param input of one connection, one person, and all
   * @param output likewise
   */
  public static Budgets of(
      long connections, long sessions, Budget.Limits input, Budget.Limits output) {
    // Of input a connection promises no more than it may have, so that it need not be counted.
    var received = new Budget.Limits(Budget.Limits.NONE, input.perPerson(), input.inAll());
    return new Budgets(
        new Budget(new Budget.Limits(1, connections, Budget.Limits.NONE)),
        new Budget(new Budget.Limits(1, sessions, Budget.Limits.NONE)),
        new Budget(received),
        input.perShare(),
        new Budget(output));
  }

  /** The shares of one connection; to be closed with it. */
  public ConnectionShares shares(Identity who) {
    return new ConnectionShares(connections.share(who), input.share(who), output.share(who));
  }

  /** What one connection is charged for. */
  public record ConnectionShares(Budget.Share connection, Budget.Share input, Budget.Share output)
      implements AutoCloseable {
    @Override
    public void close() {
      connection.close();
      input.close();
      output.close();
    }
  }
}
