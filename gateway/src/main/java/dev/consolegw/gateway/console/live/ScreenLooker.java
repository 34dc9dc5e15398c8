package dev.consolegw.gateway.console.live;

/**
 * Somebody who looks at a screen as it changes. Called on any thread, one call of {@link #see} at a
 * time and never an older screen after a newer one; what it does there must be short.
 */
public interface ScreenLooker {
  /** Whether it wants to know what is selected, which takes some time to find; always the same. */
  boolean wantsSelected();

  /**
   * Shows the screen as it is.
   *
   * @param screen with {@link ScreenRows#selected}, if that is wanted
   */
  void see(ScreenRows screen);

  /** Nothing is shown any more: too many screens are drawn at the moment. */
  void refused();
}
