/** Search in what the terminal still has. */

const byId = (id) => document.getElementById(id);

export class Finder {
  #screen;

  constructor(screen) {
    this.#screen = screen;
    const needle = byId('needle');
    needle.addEventListener('input', () => {
      byId('found').textContent = '';
      this.#screen.find(needle.value, { grows: true });
    });
    byId('finder').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#screen.find(needle.value);
    });
    byId('finder').addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        this.close();
      } else if (event.key === 'Enter' && event.shiftKey) {
        event.preventDefault();
        this.#back();
      }
    });
    byId('find-back').addEventListener('click', () => this.#back());
    byId('find-close').addEventListener('click', () => this.close());
  }

  get isOpen() {
    return !byId('finder').hidden;
  }

  open() {
    byId('finder').hidden = false;
    byId('needle').focus();
    byId('needle').select();
  }

  close() {
    byId('finder').hidden = true;
    byId('found').textContent = '';
    this.#screen.findNothing();
    this.#screen.focus();
  }

  /**
   * Says how many there are.
   *
   * @param index of the one that is shown, from 0; -1 where there are too many to count
   */
  found(index, count) {
    const which = index < 0 ? 'many' : `${index + 1} of ${count}`;
    byId('found').textContent = count === 0 ? 'none' : which;
  }

  #back() {
    this.#screen.find(byId('needle').value, { back: true });
  }
}
