package dev.consolegw.gateway.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What a machine says while it starts. Runs on the machine's thread. */
final class BootMessages {
  private static final List<String> LINES =
      """
      SeaBIOS (version demo)
      Booting from Hard Disk...
      [    0.000000] Linux version 6.1.0-demo (build@demo) #1 SMP PREEMPT_DYNAMIC
      [    0.000000] Command line: console=ttyS0,115200 root=/dev/vda1 ro
      [    0.000000] BIOS-provided physical RAM map:
      [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
      [    0.000000] BIOS-e820: [mem 0x0000000000100000-0x0000000007fdffff] usable
      [    0.000000] DMI: console-gw demo guest, made of Java
      [    0.004112] tsc: Detected 2400.000 MHz processor
      [    0.031870] Memory: 98304K/130552K available
      [    0.058231] smp: Brought up 1 node, 1 CPU
      [    0.102944] printk: console [ttyS0] enabled
      [    0.188020] PCI: Using configuration type 1 for base access
      [    0.301776] Serial: 8250/16550 driver, 4 ports, IRQ sharing enabled
      [    0.326015] 00:04: ttyS0 at I/O 0x3f8 (irq = 4, base_baud = 115200) is a 16550A
      [    0.488103] virtio_blk virtio1: [vda] 4194304 512-byte logical blocks (2.15 GB/2.00 GiB)
      [    0.602250] EXT4-fs (vda1): mounted filesystem with ordered data mode
      [    0.714388] systemd[1]: Detected virtualization demo.
      [    0.720001] systemd[1]: Set hostname to <NAME>.
      [\u001b[0;32m  OK  \u001b[0m] Mounted Kernel Debug File System.
      [\u001b[0;32m  OK  \u001b[0m] Reached target Local File Systems.
      [\u001b[0;32m  OK  \u001b[0m] Started Journal Service.
      [\u001b[0;32m  OK  \u001b[0m] Started Serial Getty on ttyS0.
      [\u001b[0;32m  OK  \u001b[0m] Reached target Multi-User System.
      """
          .lines()
          .toList();

  private BootMessages() {}

  /** Prints them over {@code time}, the pauses of equal length. */
  static void print(SerialLine line, String name, Duration time) throws IOException {
    Duration pause = time.dividedBy(LINES.size());
    for (String text : LINES) {
      line.print(text.replace("NAME", name) + "\r\n");
      line.pause(pause);
    }
  }
}
