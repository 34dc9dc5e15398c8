/**
 * Where xterm.js writes its style rules. It makes <style> elements, which are inline styles, and our
 * pages allow none; the build has it make these elements instead. Each is a sheet of the document
 * while it stands in it, with the rules that are its text.
 */
class ConstructedSheet extends HTMLElement {
  #sheet = new CSSStyleSheet();

  connectedCallback() {
    document.adoptedStyleSheets.push(this.#sheet);
  }

  disconnectedCallback() {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((it) => it !== this.#sheet);
  }

  set textContent(rules) {
    this.#sheet.replaceSync(rules);
  }
}

customElements.define('constructed-sheet', ConstructedSheet);
