/**
 * A browser for a test, which says on stdin what to do with it: a JSON object a line, answered by one
 * on stdout, {"value": …} or {"error": …}. Ends with stdin.
 */
import readline from 'node:readline';
import { chromium } from 'playwright-core';

const PATIENCE = 30_000; // milliseconds until what does not happen is an error
const LOOK_AGAIN = 30;

/** What a page is told of its websockets, kept for the test: bytes by their offset, and controls. */
function record() {
  window.given = { parts: [], next: null, urls: [] };
  window.WebSocket = class extends WebSocket {
    constructor(url, ...more) {
      super(url, ...more);
      const { given } = window;
      given.urls.push(String(url));
      given.socket = this;
      this.addEventListener('message', ({ data }) => {
        if (given.socket !== this) {
          return;
        }
        if (typeof data !== 'string') {
          given.parts.push({ at: given.next, bytes: new Uint8Array(data) });
          given.next += data.byteLength;
          return;
        }
        const control = JSON.parse(data);
        if (control.type === 'offset') {
          given.next = control.offset;
        }
      });
    }

    close(...why) {
      if (window.given.socket === this) {
        window.given.socket = null; // the page hears it no more
      }
      super.close(...why);
    }
  };
  /** The digest of the bytes from one offset to another, each given once and in order. */
  window.digestOfGiven = async (from, to) => {
    const whole = new Uint8Array(to - from);
    let next = from;
    for (const { at, bytes } of window.given.parts) {
      const skip = Math.max(0, from - at);
      if (at + bytes.length <= from || at >= to) {
        continue;
      }
      if (at + skip !== next) {
        throw new Error(`byte ${next} should come, and ${at + skip} did`);
      }
      const piece = bytes.subarray(skip, to - at);
      whole.set(piece, next - from);
      next += piece.length;
    }
    const digest = await crypto.subtle.digest('SHA-256', whole);
    return [...new Uint8Array(digest)].map((it) => it.toString(16).padStart(2, '0')).join('');
  };
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const tabs = new Map();

async function newContext(how) {
  const context = await browser.newContext({
    ...how,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await context.addInitScript(record);
  return context;
}

const actions = {
  /** A page with cookies and storage of its own, or of another tab's. */
  async open({ url, width, height, scheme, like }) {
    const context =
      like === undefined
        ? await newContext({ viewport: { width, height }, colorScheme: scheme })
        : tabs.get(like).page.context();
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const tab = { page, problems: [] };
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        tab.problems.push(message.text());
      }
    });
    page.on('pageerror', (error) => tab.problems.push(String(error.stack)));
    page.on('dialog', (dialog) => dialog.accept());
    const id = tabs.size;
    tabs.set(id, tab);
    let answer = null;
    page.on('response', (response) => {
      if (response.request().isNavigationRequest()) {
        answer = response;
      }
    });
    await page.goto(url).catch((error) => {
      if (answer === null) {
        throw error;
      }
    }); // what has no body is no page
    return { id, status: answer?.status() ?? 0, headers: answer?.headers() ?? {} };
  },
  /** The value of an expression in the page, a promise or not. */
  eval: ({ page, script }) => page.evaluate(script),
  /** Waits until an expression is true in the page. */
  async until({ page, script }) {
    const end = Date.now() + PATIENCE;
    const isTrue = () =>
      page.evaluate(script).catch((error) => {
        if (/context was destroyed/.test(error.message)) {
          return false; // another page comes
        }
        throw error;
      });
    while (!(await isTrue())) {
      if (Date.now() > end) {
        throw new Error(`waited for ${script}; the page says: ${await page.innerText('body')}`);
      }
      await new Promise((goOn) => setTimeout(goOn, LOOK_AGAIN));
    }
  },
  type: ({ page, text }) => page.keyboard.type(text),
  press: ({ page, key }) => page.keyboard.press(key),
  click: ({ page, selector }) => page.click(selector),
  fill: ({ page, selector, text }) => page.fill(selector, text),
  /** Puts a text on the clipboard, and pastes it as a person does. */
  async paste({ page, text }) {
    await page.evaluate((it) => navigator.clipboard.writeText(it), text);
    await page.keyboard.press('Control+Shift+V');
  },
  size: ({ page, width, height }) => page.setViewportSize({ width, height }),
  scheme: ({ page, scheme }) => page.emulateMedia({ colorScheme: scheme }),
  async shot({ page, path }) {
    await page.screenshot({ path });
  },
  /** Errors and warnings of the console since they were last asked for. */
  problems: ({ tab }) => tab.problems.splice(0),
  close: ({ page }) => page.close(),
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { action, tab: id, ...more } = JSON.parse(line);
  const tab = tabs.get(id);
  let answer;
  try {
    answer = { value: (await actions[action]({ tab, page: tab?.page, ...more })) ?? null };
  } catch (error) {
    answer = { error: String(error.message) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
