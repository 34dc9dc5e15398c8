/** The page of one console: joins its session with its screen, and its buttons with both. */
import { Clipboard } from './clipboard.js';
import { ask, askForMessage } from './dialogs.js';
import { Finder } from './finder.js';
import { Heading } from './heading.js';
import { Notices } from './notices.js';
import { chooseLook, isDark, prefer, preference } from './preferences.js';
import { Screen } from './screen.js';
import { MOST_INPUT, Session, State } from './session.js';

const FIRST_LINES = '500'; // of the past, when the page is opened

/** Options of this page's address that are the session's. */
const OPTIONS = ['replay', 'ro', 'port', 'drop', 'nodisplace', 'wait', 'force', 'join'];

/** A line for terminals, on which what is new looks like what was printed before. */
const MARKS_LIVE = /^live from here, offset=\d+$/;

const FONT_SIZES = { least: 8, usual: 14, most: 32 }; // pixels
const WORTH_A_BAR = 64 * 1024; // bytes of input that still wait

const byId = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);
const [project, server] = location.pathname.split('/').slice(-2).map(decodeURIComponent);
const heading = new Heading(project, asked.has('port') ? `${server}:${asked.get('port')}` : server);
const notices = new Notices();
let fontSize = Number(preference('font-size', FONT_SIZES.usual)) || FONT_SIZES.usual;
let hasTyped = false;
let toldSize = ''; // in this connection

// --- the session ----------------------------------------------------------------------------------

function address() {
  const url = new URL(location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  url.pathname += '/console';
  url.hash = '';
  url.search = '';
  for (const option of OPTIONS.filter((it) => asked.has(it))) {
    url.searchParams.set(option, asked.get(option));
  }
  return url.href;
}

const session = new Session(address(), location.pathname + location.search, {
  state(state, { message = '', at = 0 }) {
    heading.state(state);
    switch (state) {
      case State.OPEN:
        heading.noBanner();
        toldSize = '';
        tellSize();
        break;
      case State.WAITING: {
        const why = message === '' ? 'The connection was cut' : capital(message);
        heading.banner(`${why}.`, 'Try now', at);
        notices.say(why);
        break;
      }
      case State.ENDED:
        heading.banner(`The session is over: ${message}`, 'Connect again');
        notices.show(`the session is over: ${message}`, 'error');
        break;
      case State.REFUSED: {
        const why = `You have no access to ${heading.name} here any more. A new link: ssh ${heading.name}@GATEWAY url`;
        heading.banner(why, 'Try again');
        notices.show(why, 'error');
        break;
      }
      default:
        break;
    }
  },
  output: (bytes, drawn) => screen.write(bytes, drawn),
  past: (isPast) => screen.past(isPast),
  restarted: () => screen.restart(),
  said,
  sending(left, whole) {
    const bar = byId('sending');
    bar.hidden = left < WORTH_A_BAR;
    if (!bar.hidden) {
      const progress = bar.querySelector('progress');
      progress.max = whole;
      progress.value = whole - left;
    }
  },
  unsent: (bytes) => notices.show(`the last ${bytes} bytes of what was pasted were not sent`, 'error'),
});

function capital(sentence) {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function said(message) {
  switch (message.type) {
    case 'notice':
      if (!MARKS_LIVE.test(message.text)) {
        notices.show(message.text);
      }
      break;
    case 'error':
      notices.show(message.message, 'error');
      break;
    case 'role':
      heading.role(message.role);
      session.keepsSeat(heading.writes);
      break;
    case 'viewers':
      heading.viewers(message.count, message.writer ?? null);
      break;
    case 'state':
      heading.connected(message.connected);
      break;
    default: // of a gateway that is newer than this page
      break;
  }
}

// --- the screen -----------------------------------------------------------------------------------

const screen = new Screen(
  byId('screen'),
  { isDark: isDark(), fontSize, forReaders: preference('for-readers', '') === 'yes' },
  {
    input(bytes) {
      if (session.state !== State.OPEN) {
        return;
      }
      hasTyped = true;
      if (!session.send(bytes)) {
        const most = MOST_INPUT / 1024 / 1024;
        notices.show(`that is too much at once: at most ${most} MiB may wait to be sent`, 'error');
      }
    },
    pasted: (text) => pasted(text),
    sized: () => sized(),
    titled: (title) => heading.guestTitle(title),
    link: (target) => clipboard.openLink(target),
    selected: (hasSelection) => {
      byId('copy').disabled = !hasSelection;
    },
    found: (index, count) => finder.found(index, count),
  },
);

const clipboard = new Clipboard(screen, notices);
const finder = new Finder(screen);

function pasted(text) {
  if (session.state !== State.OPEN) {
    return;
  }
  if (heading.isKnown && !heading.writes) {
    notices.show('nothing was pasted, for you only watch; take the seat first', 'error');
    return;
  }
  clipboard.paste(text);
}

function sized() {
  const { cols, rows } = screen.size;
  byId('size').textContent = `${cols} × ${rows}`;
  tellSize();
}

function tellSize() {
  const size = screen.size;
  const text = JSON.stringify(size);
  if (text !== toldSize && session.tell({ type: 'resize', ...size })) {
    toldSize = text;
  }
}

/** Keys that are for the page, with Ctrl and Shift; all others are the guest's. */
const KEYS = {
  KeyF: () => finder.open(),
  KeyC: () => clipboard.copy(),
  KeyM: () => byId('menu').showPopover(),
};

function ourKey(event) {
  const action = event.ctrlKey && event.shiftKey && !event.altKey && !event.metaKey && KEYS[event.code];
  if (action && document.querySelector('dialog[open]') === null) {
    event.preventDefault();
    event.stopPropagation();
    document.querySelector(':popover-open')?.hidePopover();
    action();
  }
}

window.addEventListener('keydown', ourKey, { capture: true });

// --- buttons --------------------------------------------------------------------------------------

/** Does what a button of the menu offers, and goes back to the terminal. */
function onChoice(id, action) {
  byId(id).addEventListener('click', async () => {
    byId('menu').hidePopover();
    await action();
  });
}

byId('seat-button').addEventListener('click', () => {
  session.tell({ type: heading.writes ? 'give' : 'take' });
  screen.focus();
});
byId('find-button').addEventListener('click', () => finder.open());
onChoice('find', () => finder.open());
onChoice('copy', () => clipboard.copy());
onChoice('paste', async () => pasted(await clipboard.read()));
onChoice('show-all', () => session.replay('@0'));
byId('show-lines').addEventListener('submit', (event) => {
  event.preventDefault();
  byId('menu').hidePopover();
  screen.clear();
  session.replay(String(byId('lines').valueAsNumber));
});
onChoice('message', async () => {
  const text = await askForMessage();
  if (text !== '') {
    session.tell({ type: 'message', text });
  }
});
onChoice('break', async () => {
  const text = 'A break on the line. Linux takes the next key as a magic SysRq command, such as b to restart.';
  if (await ask({ title: 'Send a break?', text, action: 'Send break' })) {
    session.tell({ type: 'break' });
  }
});
onChoice('reset', async () => {
  const text = 'What runs in the guest’s terminal is ended, and whoever is signed in there is signed out.';
  if (await ask({ title: 'Reset the guest’s session?', text, action: 'Reset' })) {
    session.tell({ type: 'reset_session' });
  }
});

onChoice('sign-out', async () => {
  const text = 'This browser opens the console again only by a new link.';
  if (await ask({ title: 'Sign out?', text, action: 'Sign out' })) {
    await session.signOut();
  }
});

byId('banner-button').addEventListener('click', () => {
  session.tryNow();
  session.again();
  screen.focus();
});
byId('sending-stop').addEventListener('click', () => {
  session.stopSending();
  screen.focus();
});

function changeFont(by) {
  const { least, most } = FONT_SIZES;
  fontSize = Math.min(most, Math.max(least, fontSize + by));
  byId('font-size').textContent = String(fontSize);
  prefer('font-size', String(fontSize));
  screen.look({ fontSize });
}

byId('smaller').addEventListener('click', () => changeFont(-1));
byId('larger').addEventListener('click', () => changeFont(1));
byId('font-size').textContent = String(fontSize);
chooseLook(byId('look'), (dark) => screen.look({ isDark: dark }));

const forReaders = byId('for-readers');
forReaders.checked = preference('for-readers', '') === 'yes';
forReaders.addEventListener('change', () => {
  prefer('for-readers', forReaders.checked ? 'yes' : null);
  screen.look({ forReaders: forReaders.checked });
});

for (const panel of document.querySelectorAll('[popover]')) {
  panel.addEventListener('toggle', (event) => {
    if (event.newState === 'open') {
      panel.querySelector('button:enabled')?.focus();
      return;
    }
    const isElsewhere = document.querySelector('dialog[open]') !== null || finder.isOpen;
    if (!isElsewhere) {
      screen.focus();
    }
  });
}
for (const dialog of document.querySelectorAll('dialog')) {
  dialog.addEventListener('close', () => screen.focus());
}

// --- coming and going -----------------------------------------------------------------------------

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') {
    session.tryNow();
  }
});

// Ctrl+W deletes a word in a shell, and closes a tab.
window.addEventListener('beforeunload', (event) => {
  if (hasTyped && heading.writes && session.state === State.OPEN) {
    event.preventDefault();
  }
});

byId('to-menu').hidden = location.hash !== '#from-list';
sized();
screen.focus();
session.begin(FIRST_LINES);
