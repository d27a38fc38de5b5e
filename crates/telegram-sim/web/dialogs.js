// Toasts, modal boxes inside one pane, and the view of large pictures.
import { $, fromTemplate, make, setText } from './dom.js';
import { label, t } from './words.js';

export function showToast(pane, text) {
  const toast = Object.assign(make('button', 'toast', text), { type: 'button' });
  toast.onclick = () => toast.remove();
  setTimeout(() => toast.remove(), Math.min(8000, 3000 + text.length * 40));
  $(pane.el, '.toasts').append(toast);
}

// A modal inside one pane: the rest of that pane goes inert, the other people stay usable. `title` is text, `closing` a
// key of words. Returns the box to fill, and how to close it.
export function openDialog({ el }, kind, title, closing) {
  const veil = fromTemplate('t-dialog');
  const button = $(veil, '.dialog-close');
  const focused = document.activeElement;
  // Someone may be typing in another pane: their focus is not ours to take.
  const mine = el.contains(focused) || focused === document.body || !document.body.contains(focused);
  const settle = () => { $(el, '.shell').inert = $(el, '.dialogs').childElementCount > 0; };
  const close = () => {
    veil.remove();
    settle();
    if (mine && focused.isConnected) focused.focus({ preventScroll: true });
  };
  veil.firstElementChild.classList.add(kind);
  veil.firstElementChild.setAttribute('aria-label', title);
  setText($(veil, '.dialog-text'), title);
  setText(button, t(closing));
  button.classList.add(`${kind}-${closing}`);
  button.onclick = close;
  veil.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  });
  veil.addEventListener('pointerdown', ({ target }) => target === veil && kind !== 'alert' && close());
  $(el, '.dialogs').append(veil);
  settle();
  if (mine) button.focus({ preventScroll: true });
  return { list: $(veil, '.dialog-list'), actions: $(veil, '.dialog-actions'), close, mine };
}

// A button beside the one that closes.
export function addAction({ actions }, key, run) {
  const button = Object.assign(make('button', `dialog-action action-${key}`, t(key)), { type: 'button' });
  button.onclick = run;
  actions.append(button);
  return button;
}

// Pictures over the whole page, from this one on; arrow keys show the others of the album.
export function openLightbox(urls, first, caption) {
  const view = document.getElementById('lightbox');
  let at = Math.max(0, first);
  const show = (step) => {
    at = (at + step + urls.length) % urls.length;
    $(view, 'img').src = urls[at];
    $(view, 'img').alt = caption || t('photo');
  };
  setText($(view, '.lightbox-caption'), caption || '');
  for (const [selector, step] of [['.previous', -1], ['.next', 1]]) {
    $(view, selector).hidden = urls.length < 2;
    $(view, selector).onclick = () => show(step);
  }
  view.onkeydown = ({ key }) => {
    if (key === 'ArrowLeft') show(-1);
    if (key === 'ArrowRight') show(1);
  };
  view.onclick = ({ target }) => (target === view || target.matches('img, .lightbox-close, .lightbox-close *')) && view.close();
  view.onclose = () => $(view, 'img').removeAttribute('src');
  label($(view, '.lightbox-close'), 'close');
  show(0);
  view.showModal();
}
