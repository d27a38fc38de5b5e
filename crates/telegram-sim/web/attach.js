// What a person attaches: chosen, pasted or dropped files; the menu that offers it.
import { $, fromTemplate, icon, make } from './dom.js';
import { act, sendFile } from './acts.js';
import { addAction, openDialog, showToast } from './dialogs.js';
import { sendLocationDialog } from './location.js';
import { openedChat, takeReply } from './state.js';
import { toggleRecording } from './voice.js';
import { sizeLabel, t } from './words.js';

const MAX_FILE = 20 * 1024 * 1024;
const PHOTOS = ['image/png', 'image/jpeg', 'image/webp'];
let albums = 0;

export function wireAttach(pane) {
  const on = (selector, event, handle) => $(pane.el, selector).addEventListener(event, handle);
  const menu = $(pane.el, '.attach-menu');
  const files = $(pane.el, '.attach-files');
  const toggle = (open) => {
    menu.hidden = !open;
    $(pane.el, '.attach').setAttribute('aria-expanded', String(open));
    if (open) $(menu, 'button').focus();
  };
  on('.attach', 'click', () => toggle(menu.hidden));
  menu.addEventListener('click', ({ target }) => {
    const item = target.closest('button')?.dataset.attach;
    if (!item) return;
    toggle(false);
    if (item === 'file') files.click();
    if (item === 'location') sendLocationDialog(pane);
    if (item === 'contact') act(pane, { do: 'contact' });
  });
  menu.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    toggle(false);
    $(pane.el, '.attach').focus();
  });
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget) && !relatedTarget.matches('.attach')) toggle(false);
  });
  files.onchange = () => {
    sendFilesDialog(pane, [...files.files]);
    files.value = '';
  };
  on('.entry', 'paste', (event) => {
    const pasted = [...event.clipboardData.files];
    if (!pasted.length) return;
    event.preventDefault();
    sendFilesDialog(pane, pasted);
  });
  wireDrop(pane);
  on('.record', 'click', () => toggleRecording(pane));
}

// Files dragged over the pane are announced and taken.
function wireDrop(pane) {
  const { el } = pane;
  const carries = (event) => [...event.dataTransfer.types].includes('Files');
  const show = (over) => el.classList.toggle('dropping', over);
  el.addEventListener('dragover', (event) => {
    if (!carries(event) || !openedChat(pane)) return;
    event.preventDefault();
    show(true);
  });
  el.addEventListener('dragleave', ({ relatedTarget }) => el.contains(relatedTarget) || show(false));
  el.addEventListener('drop', (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    show(false);
    sendFilesDialog(pane, [...event.dataTransfer.files]);
  });
}

function kindOf(file, asFile) {
  if (asFile) return 'document';
  if (PHOTOS.includes(file.type)) return 'photo';
  if (file.type.startsWith('audio/')) return 'audio';
  return file.type.startsWith('video/') ? 'video' : 'document';
}

// Shows what is about to be sent; a caption belongs to the first file.
export function sendFilesDialog(pane, chosen) {
  for (const { name, size } of chosen) if (size > MAX_FILE) showToast(pane, `${name}: ${t('tooBig')}`);
  const files = chosen.filter(({ size }) => size > 0 && size <= MAX_FILE);
  if (!files.length) return;
  const dialog = openDialog(pane, 'files', t('sendFiles'), 'cancel');
  const form = fromTemplate('t-files');
  const [caption, asFile] = [$(form, '.caption'), $(form, '.as-file')];
  asFile.parentElement.hidden = !files.some((file) => PHOTOS.includes(file.type));
  $(form, '.files-list').append(...files.map(preview));
  dialog.list.append(form);
  addAction(dialog, 'send', () => form.requestSubmit());
  form.onsubmit = async (event) => {
    event.preventDefault();
    dialog.close();
    await sendFiles(pane, files, { caption: caption.value.trim(), asFile: asFile.checked });
  };
  if (dialog.mine) caption.focus();
}

function preview(file) {
  const line = make('li', 'files-line');
  if (PHOTOS.includes(file.type)) {
    const image = Object.assign(new Image(), { src: URL.createObjectURL(file), alt: '', className: 'files-image' });
    image.onload = () => URL.revokeObjectURL(image.src);
    line.append(image);
  } else {
    const sign = make('span', 'file-icon');
    sign.append(icon('file'));
    line.append(sign);
  }
  const about = make('span', 'files-about');
  about.append(make('b', 'file-name', file.name), make('span', 'file-size', sizeLabel(file.size)));
  line.append(about);
  return line;
}

async function sendFiles(pane, files, { caption, asFile }) {
  const reply = takeReply(pane);
  const kinds = files.map((file) => kindOf(file, asFile));
  // Telegram makes albums of pictures, of music, of files, never of a mixture with files.
  const together = files.length > 1 && (kinds.every((kind) => kind === 'photo' || kind === 'video') || new Set(kinds).size === 1);
  const album = together ? `page-${Date.now()}-${albums += 1}` : null;
  for (const [place, file] of files.entries()) {
    const duration = await durationOf(file, kinds[place]);
    const first = place === 0 ? { caption, reply_to: reply } : {};
    await sendFile(pane, file, { kind: kinds[place], name: file.name, album, duration, ...first });
  }
}

// Whole seconds of a sound or a video; 0 when the browser can't tell.
function durationOf(file, kind) {
  if (kind !== 'audio' && kind !== 'video') return 0;
  return new Promise((resolve) => {
    const media = document.createElement(kind);
    const done = () => {
      URL.revokeObjectURL(media.src);
      resolve(Number.isFinite(media.duration) ? Math.round(media.duration) : 0);
    };
    media.onloadedmetadata = media.onerror = done;
    media.src = URL.createObjectURL(file);
  });
}
