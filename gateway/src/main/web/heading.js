/** The head of the page, and the banner over the screen: which console, how it stands, who writes. */
import { State } from './session.js';

const WORDS = {
  [State.CONNECTING]: 'connecting',
  [State.OPEN]: 'connected',
  [State.WAITING]: 'reconnecting',
  [State.ENDED]: 'ended',
  [State.REFUSED]: 'no access',
};

/** The most of a guest's own title that is shown, in characters. */
const MOST_TITLE = 80;

/** What could make a title look like something else: controls, and marks of direction. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const byId = (id) => document.getElementById(id);

export class Heading {
  #name;
  #state = State.CONNECTING;
  #isConnected = true;
  #role = null;
  #viewers = { count: 0, writer: null };
  #counting = 0;

  /**
   * @param name of the server, and behind a colon of its port where that is not the first
   */
  constructor(project, name) {
    this.#name = `${project}/${name}`;
    byId('project').textContent = `${project}/`;
    byId('name').textContent = name;
    this.#draw();
  }

  /** The session's state. */
  state(state) {
    this.#state = state;
    this.#draw();
  }

  /** Whether the console's own connection stands. */
  connected(isConnected) {
    this.#isConnected = isConnected;
    this.#draw();
  }

  role(role) {
    this.#role = role;
    this.#draw();
  }

  viewers(count, writer) {
    this.#viewers = { count, writer };
    this.#draw();
  }

  /** What the console is called: project/name. */
  get name() {
    return this.#name;
  }

  get writes() {
    return this.#role === 'write' || this.#role === 'joined';
  }

  get isKnown() {
    return this.#role !== null;
  }

  /** What the guest calls itself; beside the name, never in its place. */
  guestTitle(title) {
    const shown = title.replace(UNSEEN, '').trim();
    byId('guest-title').textContent =
      shown.length > MOST_TITLE ? `${shown.slice(0, MOST_TITLE)}…` : shown;
  }

  #draw() {
    const isOpen = this.#state === State.OPEN;
    const word = isOpen && !this.#isConnected ? 'console away' : WORDS[this.#state];
    document.title = `${this.#name} · ${word}`;
    byId('state').textContent = word;
    document.body.dataset.state = isOpen && !this.#isConnected ? 'away' : this.#state;

    byId('seat').textContent = isOpen ? this.#whoWrites() : '';
    const { count } = this.#viewers;
    byId('count').textContent = isOpen && count > 1 ? `${count} are here` : '';
    const button = byId('seat-button');
    button.firstElementChild.textContent = this.writes ? 'Give up' : 'Take';
    button.hidden = !isOpen || !this.isKnown || (this.#role === 'write' && count < 2);
    for (const each of document.querySelectorAll('[data-needs=session]')) {
      each.disabled = !isOpen;
    }
  }

  #whoWrites() {
    const { writer } = this.#viewers;
    switch (this.#role) {
      case 'write':
        return 'You write';
      case 'joined':
        return writer === null ? 'You may write' : `You write, together with ${writer}`;
      case 'shell':
        return 'A shell is at work here';
      case 'watch':
        return writer === null ? 'Nobody writes' : `${writer} writes`;
      default:
        return '';
    }
  }

  // --- the banner -------------------------------------------------------------------------------

  /**
   * Says over the screen why nothing happens there.
   *
   * @param action what a button offers
   * @param at when something happens by itself, in milliseconds of the epoch; 0 for never
   */
  banner(text, action, at = 0) {
    clearInterval(this.#counting);
    byId('banner-text').textContent = text;
    byId('banner-button').textContent = action;
    const rest = byId('banner-rest');
    const count = () => {
      const seconds = Math.max(0, Math.ceil((at - Date.now()) / 1000));
      rest.textContent = seconds > 0 ? `Next try in ${seconds} s.` : '';
    };
    if (at > 0) {
      this.#counting = setInterval(count, 500);
    }
    count();
    byId('banner').hidden = false;
  }

  noBanner() {
    clearInterval(this.#counting);
    byId('banner').hidden = true;
  }
}
