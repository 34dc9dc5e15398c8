package dev.consolegw.gateway.wire.vspc;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why a guest is not read at the moment. Guarded by its {@link MovingLine}'s lock. */
final class ReadPause {
  private final Set<Cause> causes = EnumSet.noneOf(Cause.class);

  /** A cause. */
  enum Cause {
    /** Whoever reads it is behind. */
    READER,
    /** Nobody does yet, and enough is kept. */
    UNTAKEN
  }

  /** There is this cause, too. */
  void add(Cause cause, @Nullable VspcLink link) {
    causes.add(cause);
    applyTo(link);
  }

  /** This cause is gone. */
  void remove(Cause cause, @Nullable VspcLink link) {
    causes.remove(cause);
    applyTo(link);
  }

  /** Has the link read, or not. */
  void applyTo(@Nullable VspcLink link) {
    if (link != null && causes.isEmpty()) {
      link.resume();
    } else if (link != null) {
      link.pause();
    }
  }
}
