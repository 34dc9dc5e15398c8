/** Questions, and what is said in answer; all texts are put in as text. */

/**
 * Asks before something is done.
 *
 * @param question {title, text, quoted, action}: quoted is shown as it is, and may be left out
 * @returns a promise of whether it shall be done
 */
export function ask({ title, text, quoted = '', action }) {
  const dialog = document.getElementById('ask');
  dialog.querySelector('h2').textContent = title;
  dialog.querySelector('p').textContent = text;
  const pre = dialog.querySelector('pre');
  pre.textContent = quoted;
  pre.hidden = quoted === '';
  const yes = dialog.querySelector('.yes');
  yes.textContent = action;
  return answered(dialog, yes).then((answer) => answer === 'yes');
}

/**
 * Asks for a line of text.
 *
 * @returns a promise of it, empty where there is none
 */
export function askForMessage() {
  const dialog = document.getElementById('say');
  const field = dialog.querySelector('input');
  field.value = '';
  return answered(dialog, field).then((answer) => (answer === 'yes' ? field.value.trim() : ''));
}

function answered(dialog, focused) {
  return new Promise((resolve) => {
    const form = dialog.querySelector('form');
    const no = dialog.querySelector('.no');
    const controller = new AbortController();
    const on = { signal: controller.signal };
    form.addEventListener(
      'submit',
      (event) => {
        event.preventDefault();
        dialog.close('yes');
      },
      on,
    );
    no.addEventListener('click', () => dialog.close('no'), on);
    dialog.addEventListener(
      'close',
      () => {
        controller.abort();
        resolve(dialog.returnValue);
      },
      on,
    );
    dialog.returnValue = 'no';
    dialog.showModal();
    focused.focus();
  });
}
