package dev.consolegw.config.yaml;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The least and the most that a number, the bytes of a size or the length of a list may be; the
 * least that the seconds of a duration may be.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
  /** A list with a least length of 1 is one that must be there. */
  long min();

  long max() default Long.MAX_VALUE;
}
