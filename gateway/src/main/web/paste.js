/** What is pasted, before the guest sees it. Text from a clipboard may be anybody's. */

/** Controls that text has no use for; an ESC could pass for the end of a paste, and for keys. */
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * Text alone.
 *
 * @returns {{text: string, dropped: number}} and how many controls were in it
 */
export function plain(pasted) {
  let dropped = 0;
  const text = pasted.replace(CONTROLS, () => {
    dropped++;
    return '';
  });
  return { text, dropped };
}

/** How many lines a guest would take for typed ones; a line break at the end begins none. */
export function lines(text) {
  return text.replace(/\r?\n$|\r$/, '').split(/\r\n|\r|\n/).length;
}
