package dev.consolegw.gateway.shell.link;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * Where a link runs.
 *
 * @param tasks a virtual thread for each task
 * @param rounds runs what takes the processor, a few milliseconds at a time, when it is its turn
 * @param timer for signals at their time
 * @param nanos a clock that only goes on, in nanoseconds
 */
public record LinkThreads(
    Executor tasks, Executor rounds, ScheduledExecutorService timer, LongSupplier nanos) {}
