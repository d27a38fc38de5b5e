// What a message shows besides its text: pictures, files, sounds, places, contacts, stickers.
import { $, fromTemplate, make, setAvatar, setText } from './dom.js';
import { openLightbox } from './dialogs.js';
import { soundPlayer } from './player.js';
import { label, sizeLabel, t } from './words.js';

const fileUrl = (file) => `chat/file/${encodeURIComponent(file)}`;
const PICTURES = new Set(['photo', 'video', 'animation', 'video_note']);
export const isPicture = ({ kind }) => PICTURES.has(kind);

// What stands for a message without text, in a quote or a list.
export const mediaWord = (kind) => (kind ? t(kind) : '');

// Shows these media in the box, as an album when there are several; built anew only when they differ.
export function patchMedia(box, media, caption) {
  const look = JSON.stringify(media);
  if (box.dataset.look === look) return;
  box.dataset.look = look;
  box.hidden = !media.length;
  const photos = media.filter(({ kind }) => kind === 'photo');
  box.classList.toggle('album', media.length > 1 && media.every(isPicture));
  box.replaceChildren(...media.map((one) => nodeOf(one, { photos, caption })));
}

function nodeOf(one, around) {
  switch (one.kind) {
    case 'photo': return photo(one, around);
    case 'video': case 'video_note': return video(one);
    // An animation is a silent video, or a GIF picture when it was sent as a file of that name.
    case 'animation': return /\.gif$/i.test(one.name || '') ? photo(one, { ...around, photos: [one] }) : video(one);
    case 'voice': case 'audio': return soundPlayer(one, fileUrl(one.file));
    case 'document': return documentLink(one);
    case 'location': return place(one);
    case 'contact': return contact(one);
    case 'sticker': return make('p', 'sticker', one.emoji);
    default: return make('p', 'unknown', `[${one.name || one.kind}]`);
  }
}

function photo(one, { photos, caption }) {
  const button = Object.assign(make('button', 'photo'), { type: 'button' });
  const image = Object.assign(new Image(), { src: fileUrl(one.file), alt: t('photo'), decoding: 'async' });
  // Known before it is loaded: the chat does not jump when the picture comes.
  if (one.width) Object.assign(image, { width: one.width, height: one.height });
  image.onerror = () => button.classList.add('broken');
  label(button, 'openPhoto');
  button.append(image);
  button.onclick = () => openLightbox(photos.map(({ file }) => fileUrl(file)), photos.indexOf(one), caption);
  return button;
}

function video(one) {
  const node = Object.assign(make('video', 'video'), { src: fileUrl(one.file), controls: true, preload: 'metadata' });
  label(node, one.kind);
  return node;
}

function documentLink(one) {
  const link = fromTemplate('t-file');
  link.href = fileUrl(one.file);
  link.download = one.name || 'file';
  setText($(link, '.file-name'), one.name || t('document'));
  setText($(link, '.file-size'), sizeLabel(one.size || 0));
  link.setAttribute('aria-label', `${t('download')}: ${one.name || t('document')}`);
  return link;
}

function place(one) {
  const card = fromTemplate('t-place');
  const [latitude, longitude] = [one.latitude, one.longitude];
  const link = $(card, 'a');
  link.href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  const title = [one.title, one.address].filter(Boolean).join(', ');
  setText($(card, '.place-title'), title);
  setText($(card, '.place-point'), `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`);
  return card;
}

function contact(one) {
  const card = fromTemplate('t-contact');
  setAvatar($(card, '.avatar'), one.name || '?');
  setText($(card, '.contact-name'), one.name);
  const link = $(card, '.contact-phone');
  setText(link, one.phone);
  link.href = `tel:${one.phone}`;
  link.setAttribute('aria-label', `${t('call')}: ${one.phone}`);
  return card;
}
