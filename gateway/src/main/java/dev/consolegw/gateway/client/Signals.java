package dev.consolegw.gateway.client;

import java.lang.reflect.Proxy;

/**
 * Tells of a signal that Java has no API for: WINCH, when a terminal has a new size, or HUP, which
 * would end the process otherwise. Through {@code sun.misc.Signal}, which the JDK still offers
 * (module jdk.unsupported) but warns of at compile time; so by its name, and without it nothing is
 * told.
 */
public final class Signals {
  private Signals() {}

  /** Runs the task, on a thread of the JVM, whenever the signal comes. */
  public static void on(String name, Runnable task) {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handler = Class.forName("sun.misc.SignalHandler");
      var ours =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      task.run();
                      yield null;
                    }
                    case "equals" -> Proxy.isProxyClass(arguments[0].getClass());
                    case "hashCode" -> System.identityHashCode(self);
                    default -> name;
                  });
      var made = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, made, ours);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // A system without this signal, or a JDK without the module: sizes stay as they were.
    }
  }
}
