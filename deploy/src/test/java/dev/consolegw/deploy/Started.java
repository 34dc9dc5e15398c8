package dev.consolegw.deploy;

import java.lang.management.ManagementFactory;

/** Stands for the program: prints the options that its JVM was started with. */
final class Started {
  private Started() {}

  public static void main(String[] args) {
    ManagementFactory.getRuntimeMXBean().getInputArguments().forEach(System.out::println);
  }
}
