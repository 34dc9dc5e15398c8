package dev.consolegw.gateway.access;

/** The list of the consoles that somebody may open, as it is asked for. */
public final class Menu {
  /** The user name that asks for it. */
  public static final String NAME = "menu";

  private Menu() {}

  /** Whether a user name asks for the list, and for no console of that name. */
  public static boolean isMeant(Caller caller) throws Refusal {
    var name = ConsoleAccess.name(caller);
    return name.server().equals(NAME) && name.project().isEmpty() && name.port().isEmpty();
  }
}
