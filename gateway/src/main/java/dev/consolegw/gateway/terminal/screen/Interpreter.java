package dev.consolegw.gateway.terminal.screen;

import dev.consolegw.gateway.terminal.screen.grid.Charset;
import dev.consolegw.gateway.terminal.screen.grid.Editor;
import dev.consolegw.gateway.terminal.screen.grid.Page;
import dev.consolegw.gateway.terminal.screen.grid.Printer;
import dev.consolegw.gateway.terminal.screen.parser.Parameters;
import dev.consolegw.gateway.terminal.screen.parser.Sink;

/** Does to the page and the modes what the parser finds. */
final class Interpreter implements Sink {
  private final Page page;
  private final Switches switches;
  private final Printer printer;
  private final Editor editor;
  private final ControlSequences sequences;

  Interpreter(Page page, Switches switches, SizeWitness witness) {
    this.page = page;
    this.switches = switches;
    printer = new Printer(page);
    editor = new Editor(page);
    sequences = new ControlSequences(page, printer, editor, switches, witness);
  }

  @Override
  public void text(byte[] bytes, int from, int to) {
    printer.text(bytes, from, to);
  }

  @Override
  public void character(int codePoint) {
    printer.character(codePoint);
  }

  @Override
  public void control(int c) {
    switch (c) {
      case '\b' -> editor.left(1);
      case '\t' -> editor.tab(1);
      case '\n', 0x0B, '\f' -> {
        editor.index();
        if (switches.newLine) {
          editor.carriageReturn();
        }
      }
      case '\r' -> editor.carriageReturn();
      case 0x0E -> page.cursor().shiftOut(true);
      case 0x0F -> page.cursor().shiftOut(false);
      default -> {
        return;
      }
    }
    page.forgetLast();
  }

  @Override
  public void escape(int intermediate, int last) {
    page.forgetLast();
    switch (intermediate) {
      case 0 -> escape(last);
      case '(' -> page.cursor().g0(Charset.of(last));
      case ')' -> page.cursor().g1(Charset.of(last));
      case '#' -> {
        if (last == '8') {
          page.align();
        }
      }
      default -> {}
    }
  }

  private void escape(int last) {
    switch (last) {
      case '7' -> page.save();
      case '8' -> page.restore();
      case 'D' -> editor.index();
      case 'E' -> {
        editor.index();
        editor.carriageReturn();
      }
      case 'M' -> editor.reverseIndex();
      case 'H' -> page.tabs().set(page.cursor().column());
      case '=' -> switches.applicationKeypad = true;
      case '>' -> switches.applicationKeypad = false;
      case 'c' -> {
        page.reset();
        switches.reset();
      }
      default -> {}
    }
  }

  @Override
  public void sequence(Parameters parameters, int last) {
    sequences.obey(parameters, last);
  }
}
