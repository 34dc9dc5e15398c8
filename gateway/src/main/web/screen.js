/** The terminal: xterm.js as we set it up, so that a guest can draw, and do nothing else. */
import './sheet.js';
import { Terminal } from './xterm.mjs';
import { FitAddon } from './addon-fit.mjs';
import { SearchAddon } from './addon-search.mjs';
import { UnicodeGraphemesAddon } from './addon-unicode-graphemes.mjs';
import { CONTRAST, colours, marks } from './palette.js';

const SCROLLBACK = 10_000; // lines

/** So long after the last change of the window the size is told, in milliseconds. */
const SETTLED = 60;

const FONT =
  'ui-monospace, "SF Mono", Menlo, "Cascadia Mono", "DejaVu Sans Mono", "Noto Sans Mono",' +
  ' Consolas, "Liberation Mono", monospace';

/** Control sequences that a terminal answers: those of the past have had their answer. */
const QUERIES = [
  { final: 'c' },
  { prefix: '>', final: 'c' },
  { prefix: '=', final: 'c' },
  { final: 'n' },
  { prefix: '?', final: 'n' },
  { prefix: '>', final: 'q' },
  { intermediates: '$', final: 'p' },
  { prefix: '?', intermediates: '$', final: 'p' },
];
const COLOUR_QUERIES = [4, 10, 11, 12];

const UTF8 = new TextEncoder();

export class Screen {
  #element;
  #terminal;
  #fit = new FitAddon();
  #search = new SearchAddon({ highlightLimit: 500 });
  #hears;
  #isDark;
  #showsPast = false;
  #settling = 0;

  /**
   * @param element which it fills
   * @param look {isDark, fontSize, forReaders}
   * @param hears what happens, each in a method: input(bytes), pasted(text), sized(), titled(text),
   *     link(address), selected(whether), found(index, count)
   */
  constructor(element, look, hears) {
    this.#element = element;
    this.#hears = hears;
    this.#isDark = look.isDark;
    this.#terminal = new Terminal({
      allowProposedApi: true, // widths of characters are still such
      scrollback: SCROLLBACK,
      fontFamily: FONT,
      fontSize: look.fontSize,
      minimumContrastRatio: CONTRAST,
      screenReaderMode: look.forReaders,
      theme: colours(look.isDark),
      linkHandler: { activate: (_, address) => hears.link(address) },
    });
    const terminal = this.#terminal;
    for (const addon of [this.#fit, this.#search, new UnicodeGraphemesAddon()]) {
      terminal.loadAddon(addon);
    }
    this.#answerNoPast();
    terminal.onData((text) => hears.input(UTF8.encode(text)));
    terminal.onBinary((text) => hears.input(Uint8Array.from(text, (it) => it.charCodeAt(0))));
    terminal.onTitleChange((title) => hears.titled(title));
    terminal.onSelectionChange(() => hears.selected(terminal.hasSelection()));
    this.#search.onDidChangeResults((at) => hears.found(at.resultIndex, at.resultCount));
    terminal.open(element);
    this.#fit.fit();
    element.addEventListener('paste', (event) => this.#paste(event), { capture: true });
    new ResizeObserver(() => this.#settle()).observe(element);
  }

  #answerNoPast() {
    const isPast = () => this.#showsPast;
    const { parser } = this.#terminal;
    for (const query of QUERIES) {
      parser.registerCsiHandler(query, isPast);
    }
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, isPast);
    for (const number of COLOUR_QUERIES) {
      parser.registerOscHandler(number, (text) => this.#showsPast && text.includes('?'));
    }
  }

  #paste(event) {
    event.preventDefault();
    event.stopPropagation();
    this.#hears.pasted(event.clipboardData?.getData('text/plain') ?? '');
  }

  // --- what is drawn ----------------------------------------------------------------------------

  /**
   * Draws what the guest printed.
   *
   * @param drawn called when it is
   */
  write(bytes, drawn) {
    this.#terminal.write(bytes, drawn);
  }

  /** What is written from now on is the past, or is not. */
  past(isPast) {
    this.#terminal.write('', () => {
      this.#showsPast = isPast;
    });
  }

  /** Empties it, behind what is written already; modes that the guest has set stay. */
  clear() {
    this.#terminal.write('\x1b[m\x1b[H\x1b[2J\x1b[3J');
  }

  /** Begins anew, behind what is written already. */
  restart() {
    this.#terminal.write('', () => this.#terminal.reset());
  }

  // --- what is typed ----------------------------------------------------------------------------

  /** Whether the guest tells pasted text from typed keys. */
  get takesPastes() {
    return this.#terminal.modes.bracketedPasteMode;
  }

  /** Pastes text, in brackets where the guest wants them. */
  paste(text) {
    this.#terminal.paste(text);
  }

  focus() {
    this.#terminal.focus();
  }

  // --- selection and search ---------------------------------------------------------------------

  get selection() {
    return this.#terminal.getSelection();
  }

  /** Looks for a text, on from what was found last. */
  find(text, { back = false, grows = false } = {}) {
    if (text === '') {
      this.#search.clearDecorations();
      return;
    }
    const how = { incremental: grows, decorations: marks(this.#isDark) };
    if (back) {
      this.#search.findPrevious(text, how);
    } else {
      this.#search.findNext(text, how);
    }
  }

  findNothing() {
    this.#search.clearDecorations();
    this.#terminal.clearSelection();
  }

  // --- size and look ----------------------------------------------------------------------------

  /** In characters, and in pixels of the page. */
  get size() {
    const drawn = this.#element.querySelector('.xterm-screen')?.getBoundingClientRect();
    return {
      cols: this.#terminal.cols,
      rows: this.#terminal.rows,
      x_pixels: Math.round(drawn?.width ?? 0),
      y_pixels: Math.round(drawn?.height ?? 0),
    };
  }

  #settle() {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#fit.fit();
      this.#hears.sized();
    }, SETTLED);
  }

  /** Changes how it looks: any of {isDark, fontSize, forReaders}. */
  look({ isDark, fontSize, forReaders }) {
    const { options } = this.#terminal;
    if (isDark !== undefined) {
      this.#isDark = isDark;
      options.theme = colours(isDark);
    }
    if (fontSize !== undefined) {
      options.fontSize = fontSize;
      this.#settle();
    }
    if (forReaders !== undefined) {
      options.screenReaderMode = forReaders;
    }
  }
}
