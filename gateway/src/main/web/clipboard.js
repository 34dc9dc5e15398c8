/** Copying what is selected, pasting what somebody wrote, and links that a guest has printed. */
import { ask } from './dialogs.js';
import { lines, plain } from './paste.js';

const MOST_QUOTED = 2000; // characters of a paste, in the question about it

export class Clipboard {
  #screen;
  #notices;

  constructor(screen, notices) {
    this.#screen = screen;
    this.#notices = notices;
  }

  /** Copies what is selected. */
  async copy() {
    const text = this.#screen.selection;
    if (text === '') {
      return;
    }
    try {
      await navigator.clipboard.writeText(text);
      this.#notices.say('copied');
    } catch {
      this.#fails('this browser lets no page copy; the menu of the right mouse button does');
    }
  }

  /** What the browser lets us paste; it may ask the person first. Empty for nothing. */
  async read() {
    try {
      return await navigator.clipboard.readText();
    } catch {
      this.#fails('this browser lets no page see the clipboard; press Ctrl+Shift+V in the terminal');
      return '';
    }
  }

  /** Pastes a text; several lines, to a guest that would run each of them, after a question. */
  async paste(pasted) {
    const { text, dropped } = plain(pasted);
    if (text === '') {
      return;
    }
    const count = lines(text);
    if (count > 1 && !this.#screen.takesPastes && !(await this.#isMeant(text, count))) {
      return;
    }
    if (dropped > 0) {
      const characters = dropped === 1 ? 'character was' : 'characters were';
      this.#notices.show(`${dropped} control ${characters} left out of what was pasted`);
    }
    this.#screen.paste(text);
  }

  #isMeant(text, count) {
    return ask({
      title: `Paste ${count} lines?`,
      text: 'The guest takes each line as if you had typed it and pressed Enter.',
      quoted: text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}\n…` : text,
      action: 'Paste',
    });
  }

  /** Opens a link of the guest's in a page of its own, after a question. */
  async openLink(target) {
    const url = URL.canParse(target) ? new URL(target) : null;
    if (url === null || !['https:', 'http:'].includes(url.protocol)) {
      return;
    }
    const isMeant = await ask({
      title: `Open ${url.host}?`,
      text: 'The guest printed this link. It leads to:',
      quoted: url.href,
      action: 'Open',
    });
    if (isMeant) {
      window.open(url.href, '_blank', 'noopener,noreferrer');
    }
  }

  #fails(sentence) {
    this.#notices.show(sentence, 'error');
  }
}
