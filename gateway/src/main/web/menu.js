/** The list of the consoles that may be opened; follows what happens to them. */
import { chooseLook } from './preferences.js';

const EVERY = 5000; // milliseconds between two looks
const byId = (id) => document.getElementById(id);
const list = byId('consoles');
const rows = new Map();
let isOver = false;

async function look() {
  if (isOver || document.visibilityState === 'hidden') {
    return;
  }
  try {
    const answer = await fetch('vms', { cache: 'no-store', headers: { Accept: 'application/json' } });
    if (answer.status === 401 || answer.status === 403) {
      isOver = true;
      trouble('This link has ended. A new one: ssh menu@GATEWAY url');
      list.replaceChildren();
      rows.clear();
      return;
    }
    if (!answer.ok) {
      trouble('The gateway does not say which consoles there are; it is asked again.');
      return;
    }
    draw((await answer.json()).consoles);
    trouble('');
  } catch {
    trouble('The gateway does not answer; it is asked again.');
  }
}

function trouble(sentence) {
  if (byId('trouble').textContent !== sentence) {
    byId('trouble').textContent = sentence;
    byId('trouble').hidden = sentence === '';
  }
}

/** Keeps the elements of the consoles that stay: where the focus is, it remains. */
function draw(consoles) {
  const gone = new Set(rows.keys());
  let after = null;
  for (const each of consoles) {
    const port = each.port === undefined ? '' : `:${each.port}`; // of the first one it says none
    const key = `${each.project}/${each.name}${port}`;
    gone.delete(key);
    const row = rows.get(key) ?? rowOf(each, key, port);
    row.show(each);
    const place = after === null ? list.firstElementChild : after.nextElementSibling;
    if (place !== row.element) {
      list.insertBefore(row.element, place);
    }
    after = row.element;
  }
  for (const key of gone) {
    rows.get(key).element.remove();
    rows.delete(key);
  }
  filter();
}

function rowOf(each, key, port) {
  const element = document.createElement('li');
  const link = document.createElement('a');
  const query = port === '' ? '' : `?port=${encodeURIComponent(each.port)}`;
  const [project, name] = [each.project, each.name].map(encodeURIComponent);
  link.href = `c/${project}/${name}${query}#from-list`;
  const cells = {};
  for (const cell of ['light', 'project', 'name', 'state', 'people']) {
    cells[cell] = document.createElement('span');
    cells[cell].className = cell;
  }
  const title = document.createElement('span');
  title.className = 'title';
  title.append(cells.project, cells.name);
  link.append(cells.light, title, cells.state, cells.people);
  element.append(link);
  cells.project.textContent = `${each.project}/`;
  cells.name.textContent = each.name + port;
  const row = {
    element,
    link,
    text: key.toLowerCase(),
    show({ state, writer, viewers }) {
      element.dataset.state = state;
      cells.state.textContent = state;
      cells.people.textContent = people(writer, viewers);
    },
  };
  rows.set(key, row);
  return row;
}

function people(writer, viewers) {
  const watching = viewers - (writer === null || writer === undefined ? 0 : 1);
  const words = [];
  if (writer) {
    words.push(`${writer} writes`);
  }
  if (watching > 0) {
    words.push(`${watching} ${watching === 1 ? 'watches' : 'watch'}`);
  }
  return words.join(', ');
}

/** As in the list over SSH: each word has to be somewhere in project/name, in any case. */
function filter() {
  const words = byId('filter').value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows.values()) {
    const fits = words.every((word) => row.text.includes(word));
    row.element.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  const count = shown === rows.size ? `${shown}` : `${shown} of ${rows.size}`;
  if (byId('shown').textContent !== count) {
    byId('shown').textContent = count;
  }
  byId('none').hidden = shown > 0 || isOver;
  byId('none').textContent = rows.size > 0 ? 'No console has all of these words in its name.' : 'There is no console that you may open.';
}

function visibleLinks() {
  return [...rows.values()].filter((row) => !row.element.hidden).map((row) => row.link);
}

byId('filter').addEventListener('input', filter);
byId('filter').addEventListener('keydown', move);
list.addEventListener('keydown', move);

function move(event) {
  const links = visibleLinks().sort((a, b) => (a.compareDocumentPosition(b) & 4 ? -1 : 1));
  const at = links.indexOf(document.activeElement);
  if (event.key === 'ArrowDown' && at + 1 < links.length) {
    links[at + 1].focus();
  } else if (event.key === 'ArrowUp' && at >= 0) {
    (at === 0 ? byId('filter') : links[at - 1]).focus();
  } else if (event.key === 'Enter' && document.activeElement === byId('filter') && links.length > 0) {
    links[0].click();
  } else if (event.key === 'Escape') {
    byId('filter').value = '';
    filter();
    byId('filter').focus();
  } else {
    return;
  }
  event.preventDefault();
}

document.addEventListener('visibilitychange', look);
chooseLook(byId('look'), () => {});
look();
setInterval(look, EVERY);
