/**
 * One console over its websocket: connects, counts the bytes that the guest has printed, and after
 * a cut goes on at exactly that byte. Knows nothing of how anything is shown.
 */

/** Pauses before another try, in milliseconds: doubled each time, up to the longest. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;

/** A frame of input, and what of it may wait in the socket, in bytes; the rest waits here. */
const CHUNK = 16 * 1024;
const IN_FLIGHT = 128 * 1024;

/** How soon to look again whether the socket has room, in milliseconds; no event tells. */
const LOOK_AGAIN = 20;

/** The most input that may wait, in bytes. */
export const MOST_INPUT = 16 * 1024 * 1024;

/** Output that was received and is not drawn yet, in bytes; with more, we are behind. */
const MOST_UNDRAWN = 8 * 1024 * 1024;

/** Of a session that ends with this, and these words, another begins as soon as it can. */
const TRY_AGAIN = 75;
const STOPPING = /^the gateway is stopping/;

/** Where a session is; what the page shows of it. */
export const State = Object.freeze({
  CONNECTING: 'connecting',
  OPEN: 'open',
  /** Cut; another try comes. */
  WAITING: 'waiting',
  /** Over, by what the gateway said. */
  ENDED: 'ended',
  /** The link has no right here any more. */
  REFUSED: 'refused',
});

export class Session {
  #url;
  #page;
  #hears;
  #state = State.CONNECTING;
  #socket = null;
  #hasOpened = false;
  #openedAt = 0;
  #pause = FIRST_PAUSE;
  #retry = 0;
  #why = ''; // it waits, and has tried in vain since
  #first;
  #count = null;
  #live = 0;
  #isAgain = false;
  #keepsSeat = true;
  #undrawn = 0;
  #isBehind = false;
  #queue = [];
  #left = 0;
  #whole = 0;
  #pump = 0;

  /**
   * @param url of the websocket, with the options of this page
   * @param page its own address, where the gateway says whether we may still come
   * @param hears what happens, each in a method:
   *     state(state, {message, at}), output(bytes, drawn), past(isPast) of what comes next,
   *     restarted() when all that was drawn comes again, said(message), sending(left, whole),
   *     unsent(bytes)
   */
  constructor(url, page, hears) {
    this.#url = url;
    this.#page = page;
    this.#hears = hears;
    window.addEventListener('online', () => this.tryNow());
  }

  get state() {
    return this.#state;
  }

  /**
   * Asks to be shown what was printed once more: a number of lines, or from an offset on. Lines are
   * made safe for terminals, so their bytes do not count; the gateway says where it goes on behind.
   *
   * @param what as +replay= takes it
   */
  replay(what) {
    if (this.tell({ type: 'replay', what }) && !what.startsWith('@')) {
      this.#count = null;
    }
  }

  /**
   * Begins.
   *
   * @param replay what of the past is shown first: as +replay= takes it
   */
  begin(replay) {
    this.#first = replay;
    this.#open();
  }

  /** Does not wait for the next try; begins anew what is over. */
  tryNow() {
    if (this.#state === State.WAITING) {
      this.#open();
    }
  }

  /** Begins anew what is over. */
  again() {
    if (this.#state === State.ENDED || this.#state === State.REFUSED) {
      this.#pause = FIRST_PAUSE;
      this.#open();
    }
  }

  /** Whether we had the seat: if not, coming back takes it from no other session of ours. */
  keepsSeat(keeps) {
    this.#keepsSeat = keeps;
  }

  // --- the socket -------------------------------------------------------------------------------

  #open() {
    clearTimeout(this.#retry);
    this.#drop();
    this.#become(State.CONNECTING);
    const url = new URL(this.#url);
    if (this.#count !== null) {
      url.searchParams.set('replay', `@${this.#count}`);
    } else {
      if (!url.searchParams.has('replay')) {
        url.searchParams.set('replay', this.#first);
      }
      if (this.#isAgain) {
        this.#hears.restarted(); // nobody knows where it was cut
      }
    }
    this.#isAgain = true;
    if (!this.#keepsSeat) {
      url.searchParams.set('nodisplace', '');
    }
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#hasOpened = false;
    const ours = (what) => (event) => socket === this.#socket && what(event);
    socket.addEventListener('open', ours(() => this.#opened()));
    socket.addEventListener('message', ours((event) => this.#received(event.data)));
    socket.addEventListener('close', ours(() => this.#closed()));
  }

  #drop() {
    const before = this.#socket;
    this.#socket = null;
    before?.close();
  }

  #opened() {
    this.#hasOpened = true;
    this.#openedAt = Date.now();
  }

  #received(data) {
    if (typeof data === 'string') {
      this.#said(JSON.parse(data));
      return;
    }
    const bytes = new Uint8Array(data);
    const past = this.#count === null ? 0 : this.#live - this.#count;
    if (past > 0 && past <= bytes.length) {
      this.#draw(bytes.subarray(0, past));
      this.#hears.past(false);
      this.#draw(bytes.subarray(past));
    } else {
      this.#draw(bytes);
    }
    if (this.#undrawn > MOST_UNDRAWN && this.#count !== null) {
      // A websocket cannot be read more slowly: leave it, draw, and go on from here.
      this.#isBehind = true;
      this.#drop();
    }
  }

  #draw(bytes) {
    if (this.#count !== null) {
      this.#count += bytes.length;
    }
    this.#undrawn += bytes.length;
    this.#hears.output(bytes, () => this.#drawn(bytes.length));
  }

  #drawn(length) {
    this.#undrawn -= length;
    if (this.#isBehind && this.#undrawn === 0) {
      this.#isBehind = false;
      this.#open();
    }
  }

  #said(message) {
    switch (message.type) {
      case 'connected':
        this.#become(State.OPEN);
        break;
      case 'offset':
        if (this.#count !== null && message.offset < this.#count) {
          this.#hears.restarted();
        }
        this.#count = message.offset;
        this.#live = message.live ?? message.offset;
        this.#hears.past(this.#live > this.#count);
        break;
      case 'end':
        this.#over(message);
        return;
      default:
        break;
    }
    this.#hears.said(message);
  }

  #over(message) {
    this.#drop();
    this.#forget();
    if (message.status === TRY_AGAIN && STOPPING.test(message.message)) {
      this.#wait(message.message);
    } else {
      this.#become(State.ENDED, { message: message.message });
    }
  }

  async #closed() {
    const hadOpened = this.#hasOpened;
    const wasThere = this.#state === State.OPEN;
    this.#socket = null;
    this.#forget();
    if (hadOpened && Date.now() - this.#openedAt > LONGEST_PAUSE) {
      this.#pause = FIRST_PAUSE;
    }
    this.#wait(wasThere ? '' : this.#why);
    // A browser does not say how a websocket was refused.
    if (!hadOpened && !(await this.#mayCome()) && this.#state === State.WAITING) {
      clearTimeout(this.#retry);
      this.#become(State.REFUSED);
    }
  }

  #wait(message) {
    this.#why = message;
    const pause = this.#pause * (0.75 + Math.random() / 2); // not all pages at once
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
    this.#retry = setTimeout(() => this.#open(), pause);
    this.#become(State.WAITING, { message, at: Date.now() + pause });
  }

  /** Has the gateway forget that this browser may come, and ends the session. */
  async signOut() {
    try {
      await fetch(this.#page, { method: 'DELETE' });
    } catch {
      return; // it is not there; neither is the session
    }
    clearTimeout(this.#retry);
    this.#drop();
    this.#forget();
    this.#become(State.REFUSED);
  }

  async #mayCome() {
    try {
      const answer = await fetch(this.#page, { cache: 'no-store' });
      return answer.status !== 401 && answer.status !== 403;
    } catch {
      return true; // nobody has said no
    }
  }

  #become(state, more = {}) {
    this.#state = state;
    this.#hears.state(state, more);
  }

  // --- what goes --------------------------------------------------------------------------------

  /** Says something in a text frame. Whether it could be said. */
  tell(control) {
    if (this.#state !== State.OPEN || this.#socket?.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.#socket.send(JSON.stringify(control));
    return true;
  }

  /** Sends keys, behind those that wait. False, and none of it is sent, where that cannot be. */
  send(bytes) {
    const isOpen = this.#state === State.OPEN && this.#socket?.readyState === WebSocket.OPEN;
    if (!isOpen || this.#left + bytes.length > MOST_INPUT) {
      return false;
    }
    this.#queue.push(bytes);
    this.#left += bytes.length;
    this.#whole += bytes.length;
    clearTimeout(this.#pump);
    this.#sendOn();
    return true;
  }

  /** Throws away what is not sent yet. */
  stopSending() {
    this.#queue = [];
    this.#left = 0;
    this.#whole = 0;
    clearTimeout(this.#pump);
    this.#hears.sending(0, 0);
  }

  #sendOn() {
    while (this.#left > 0 && this.#socket && this.#socket.bufferedAmount < IN_FLIGHT) {
      const next = this.#queue[0];
      this.#socket.send(next.subarray(0, CHUNK));
      this.#left -= Math.min(CHUNK, next.length);
      if (next.length > CHUNK) {
        this.#queue[0] = next.subarray(CHUNK);
      } else {
        this.#queue.shift();
      }
    }
    this.#hears.sending(this.#left, this.#whole);
    if (this.#left > 0) {
      this.#pump = setTimeout(() => this.#sendOn(), LOOK_AGAIN);
    } else {
      this.#whole = 0;
    }
  }

  #forget() {
    const unsent = this.#left;
    this.stopSending();
    if (unsent > 0) {
      this.#hears.unsent(unsent);
    }
  }
}
