package dev.consolegw.gateway.shell.guest;

/**
 * How many bytes of memory something may still use, of what is somebody's. Any thread; does not
 * block, and calls nobody back.
 */
public interface Allowance {
  /** As much as is asked for. */
  Allowance UNLIMITED =
      new Allowance() {
        @Override
        public boolean tryUse(long bytes) {
          return true;
        }

        @Override
        public void release(long bytes) {}
      };

  /** Uses so many bytes more, if there is room for them. */
  boolean tryUse(long bytes);

  /** Gives so many back. */
  void release(long bytes);
}
