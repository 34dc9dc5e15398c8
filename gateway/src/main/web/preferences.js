/** What a person likes, kept in this browser where that is allowed, else for this page alone. */

const kept = new Map();

/** A value, or another one where there is none. */
export function preference(name, otherwise) {
  try {
    return window.localStorage.getItem(name) ?? otherwise;
  } catch {
    return kept.get(name) ?? otherwise;
  }
}

/** Keeps a value; null takes it away. */
export function prefer(name, value) {
  try {
    if (value === null) {
      window.localStorage.removeItem(name);
    } else {
      window.localStorage.setItem(name, value);
    }
  } catch {
    kept.set(name, value);
  }
}

const system = window.matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark now. */
export function isDark() {
  const chosen = document.documentElement.dataset.look;
  return chosen === undefined ? system.matches : chosen === 'dark';
}

/**
 * Has a group of radio buttons choose between light, dark, and the system's.
 *
 * @param changed called with whether the page is dark, when that may have changed
 */
export function chooseLook(group, changed) {
  const root = document.documentElement;
  const now = root.dataset.look ?? 'system';
  for (const button of group.querySelectorAll('input')) {
    button.checked = button.value === now;
  }
  group.addEventListener('change', (event) => {
    const chosen = event.target.value;
    if (chosen === 'system') {
      delete root.dataset.look;
    } else {
      root.dataset.look = chosen;
    }
    prefer('look', chosen === 'system' ? null : chosen);
    changed(isDark());
  });
  system.addEventListener('change', () => changed(isDark()));
}
