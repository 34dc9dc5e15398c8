// Runs before the page is drawn, and is therefore no module: who has chosen a look sees no other.
(() => {
  try {
    const chosen = window.localStorage.getItem('look');
    if (chosen === 'light' || chosen === 'dark') {
      document.documentElement.dataset.look = chosen;
    }
  } catch {
    // Storage is not allowed: the system's look it is.
  }
})();
