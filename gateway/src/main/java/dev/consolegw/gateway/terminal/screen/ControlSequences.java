package dev.consolegw.gateway.terminal.screen;

import dev.consolegw.gateway.terminal.screen.grid.Editor;
import dev.consolegw.gateway.terminal.screen.grid.Page;
import dev.consolegw.gateway.terminal.screen.grid.Printer;
import dev.consolegw.gateway.terminal.screen.parser.Parameters;

/**
 * What control sequences do (ECMA-48; DEC STD 070; XTerm Control Sequences). Questions are not
 * answered, and what is not listed does nothing.
 */
final class ControlSequences {
  private final Page page;
  private final Printer printer;
  private final Editor editor;
  private final Switches switches;
  private final SizeWitness witness;
  private final Rendition rendition = new Rendition();

  ControlSequences(Page page, Printer printer, Editor editor, Switches switches, SizeWitness size) {
    this.page = page;
    this.printer = printer;
    this.editor = editor;
    this.switches = switches;
    witness = size;
  }

  void obey(Parameters parameters, int last) {
    if (last != 'b') {
      page.forgetLast();
    }
    if (parameters.marker() != 0) {
      marked(parameters, last);
    } else if (parameters.intermediate() != 0) {
      intermediate(parameters, last);
    } else if (last == 'm') {
      render(parameters);
    } else if (!move(parameters, last) && !edit(parameters, last)) {
      set(parameters, last);
    }
  }

  /** SGR, by far the most frequent. */
  private void render(Parameters parameters) {
    long pen = rendition.apply(parameters, page.cursor().pen());
    page.cursor().pen(pen, Style.erased(pen));
  }

  private void marked(Parameters parameters, int last) {
    if (parameters.intermediate() != 0) {
      return;
    }
    int marker = parameters.marker();
    switch (last) {
      case 'h', 'l' -> {
        if (marker == '?') {
          for (int i = 0; i < parameters.count(); i++) {
            switches.dec(parameters.number(i), last == 'h');
          }
        }
      }
      case 'u' -> switches.keyboard.kitty(parameters, page.isAlternate());
      case 'm' -> {
        if (marker == '>') {
          switches.keyboard.modify(parameters);
        }
      }
      case 'n' -> {
        if (marker == '>') {
          switches.keyboard.modifyNot(parameters);
        }
      }
      default -> {}
    }
  }

  private void intermediate(Parameters parameters, int last) {
    if (parameters.intermediate() == ' ' && last == 'q') {
      if (parameters.number(0) <= Switches.SHAPES) {
        switches.cursorShape = parameters.number(0);
      }
    } else if (parameters.intermediate() == '!' && last == 'p') {
      switches.softReset();
    }
  }

  private boolean move(Parameters parameters, int last) {
    int n = parameters.number(0, 1);
    switch (last) {
      case 'A' -> editor.up(n);
      case 'B', 'e' -> editor.down(n);
      case 'C', 'a' -> editor.right(n);
      case 'D' -> editor.left(n);
      case 'E' -> {
        editor.down(n);
        editor.carriageReturn();
      }
      case 'F' -> {
        editor.up(n);
        editor.carriageReturn();
      }
      case 'G', '`' -> editor.column(n);
      case 'd' -> editor.row(n);
      case 'H', 'f' -> {
        int column = parameters.number(1, 1);
        witness.placed(n, column);
        editor.place(n, column);
      }
      case 'I' -> editor.tab(n);
      case 'Z' -> editor.backTab(n);
      case 's' -> page.save();
      case 'u' -> page.restore();
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean edit(Parameters parameters, int last) {
    int n = parameters.number(0, 1);
    switch (last) {
      case '@' -> editor.insertCells(n);
      case 'P' -> editor.deleteCells(n);
      case 'X' -> editor.eraseCells(n);
      case 'L' -> editor.insertLines(n);
      case 'M' -> editor.deleteLines(n);
      case 'S' -> editor.scroll(n);
      case 'T' -> {
        if (parameters.count() == 1) { // with more it tells the mouse where to highlight
          editor.scroll(-n);
        }
      }
      case 'J' -> eraseScreen(parameters.number(0));
      case 'K' -> eraseLine(parameters.number(0));
      case 'b' -> printer.repeat(n);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void eraseScreen(int which) {
    switch (which) {
      case 0 -> editor.eraseBelow();
      case 1 -> editor.eraseAbove();
      case 2 -> editor.eraseAll();
      default -> {}
    }
  }

  private void eraseLine(int which) {
    switch (which) {
      case 0 -> editor.eraseRight();
      case 1 -> editor.eraseLeft();
      case 2 -> editor.eraseLine();
      default -> {}
    }
  }

  private void set(Parameters parameters, int last) {
    switch (last) {
      case 'g' -> {
        switch (parameters.number(0)) {
          case 0 -> page.tabs().clear(page.cursor().column());
          case 3 -> page.tabs().clear();
          default -> {}
        }
      }
      case 'h', 'l' -> {
        for (int i = 0; i < parameters.count(); i++) {
          switches.ansi(parameters.number(i), last == 'h');
        }
      }
      case 'r' -> {
        int top = parameters.number(0, 1);
        witness.region(top, parameters.number(1));
        page.margins(top - 1, Math.min(parameters.number(1, page.rows()), page.rows()));
      }
      case 't' -> {
        if (parameters.number(0) == 8) {
          witness.set(parameters.number(1), parameters.number(2));
        }
      }
      default -> {}
    }
  }
}
