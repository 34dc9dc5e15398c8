/** Sentences for the person: the last one in a line at the foot, those before it behind it. */

const MOST = 200;

export class Notices {
  #line = document.getElementById('last-notice');
  #list = document.querySelector('#notices ol');
  #none = document.querySelector('#notices .none');
  #spoken = document.getElementById('spoken');

  /**
   * Shows a sentence, and has it read out.
   *
   * @param kind 'notice', or 'error' for what did not work
   */
  show(text, kind = 'notice') {
    const now = new Date();
    const entry = document.createElement('li');
    const time = document.createElement('time');
    time.dateTime = now.toISOString();
    time.textContent = now.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    const said = document.createElement('span');
    said.textContent = text;
    entry.className = kind;
    entry.append(time, said);
    this.#list.prepend(entry);
    while (this.#list.children.length > MOST) {
      this.#list.lastElementChild.remove();
    }
    this.#none.hidden = true;
    this.#line.textContent = text;
    this.#line.className = kind;
    this.say(text);
  }

  /** Has a sentence read out, and shows it nowhere. */
  say(text) {
    this.#spoken.textContent = text;
  }
}
