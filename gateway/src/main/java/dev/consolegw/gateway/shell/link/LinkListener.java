package dev.consolegw.gateway.shell.link;

import dev.consolegw.gateway.shell.guest.GuestException;

/** Who owns a link. Told on threads of the link's, one at a time; must not block. */
public interface LinkListener {

  /** Something was held back that is text: {@link GuestLink#release} has it. */
  void textHeld();

  /** Nothing runs any more, or something does again. */
  void idle(boolean isIdle);

  /**
   * The link has ended, whoever ended it.
   *
   * @param why what all that ran was told
   */
  void ended(GuestException why);
}
