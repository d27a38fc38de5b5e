// The messages of a chat: runs of one sender, albums, quotes, service lines.
import { $, animate, arrange, arrangeButtons, fromTemplate, make, plain, setText, toneOf } from './dom.js';
import { isPicture, mediaWord, patchMedia } from './media.js';
import { dateLabel, known, t } from './words.js';

// A restarted server may give a service message's number to an ordinary one.
export const keyOf = (message) => (message.service ? `service ${message.id}` : message.id);

// Neighbouring messages of one album become one: with all media, all numbers and the first caption.
export function withAlbums(messages) {
  const joined = [];
  for (const message of messages) {
    const media = message.media ? [message.media] : [];
    const last = joined.at(-1);
    if (message.album && last?.album === message.album && last.out === message.out) {
      last.media.push(...media);
      last.ids.push(message.id);
      last.html ||= message.html;
    } else {
      joined.push({ ...message, media, ids: [message.id] });
    }
  }
  return joined;
}

// Shows `chat.data.messages`.
export function patchMessages(chat) {
  const { messages } = chat.data;
  const used = new Map();
  const take = (key, create) => used.set(key, chat.items.get(key) || watched(chat, create())).get(key);
  messages.forEach((message, place) => {
    const [before, after] = [messages[place - 1], messages[place + 1]];
    if (message.date !== before?.date) {
      setText(take(`date ${message.date}`, () => make('li', 'service day')).node, dateLabel(message.date));
    }
    const item = take(keyOf(message), () => (message.service ? make('li', 'service') : fromTemplate('t-message')));
    item.node.dataset.message = message.id;
    if (message.service) setText(item.node, serviceText(message));
    else patchMessage(chat, item, message, [sameRun(before, message), sameRun(message, after)]);
  });
  chat.items = used;
  arrange(chat.list, [...used.values()].map((item) => item.node));
}

// Brings a message into view and lets it flash; false when it is too old to be on the page.
export function jumpTo(chat, id) {
  const message = chat.data.messages.find(({ ids }) => ids.includes(id));
  const node = message && chat.items.get(keyOf(message))?.node;
  if (!node) return false;
  node.scrollIntoView({ block: 'center', inline: 'nearest' });
  animate(node, 'flash');
  return true;
}

// What a quote says of a message.
export const excerpt = ({ html, media }) => plain(html) || mediaWord(media[0]?.kind);

export function patchQuote(quote, source) {
  quote.hidden = !source;
  setText($(quote, '.quote-from'), source?.from || '');
  setText($(quote, '.quote-text'), source?.text || '');
}

function watched(chat, node) {
  chat.sizes.observe(node);
  return { node };
}

const serviceText = ({ event, html }) =>
  event && known(event.kind) ? t(event.kind).replace(/\$(who|about)/g, (_, name) => event[name] ?? '') : plain(html);

// Neighbouring messages of one sender form a run: one name, small gaps.
const sameRun = (a, b) =>
  a && b && !a.service && !b.service && a.from === b.from && a.out === b.out && a.date === b.date;

function patchMessage(chat, item, message, [joinsPrevious, joinsNext]) {
  const { node } = item;
  node.classList.toggle('out', message.out);
  node.classList.toggle('first', !joinsPrevious);
  node.classList.toggle('last', !joinsNext);
  patchHeading(node, message, chat.data.kind === 'group' && !message.out && !joinsPrevious);
  const { reply_to: replied } = message;
  patchQuote($(node, '.quote'), replied && { from: replied.from, text: replied.text || mediaWord(replied.media) });
  $(node, '.quote').dataset.target = replied?.id ?? '';
  patchMedia($(node, '.media'), message.media, plain(message.html));
  if (item.html !== message.html) $(node, '.text').innerHTML = message.html; // sanitised by the server
  item.html = message.html;
  const pictures = message.media.length > 0 && message.media.every(isPicture);
  node.classList.toggle('bare', !message.html && (pictures || message.media[0]?.kind === 'sticker'));
  node.classList.toggle('big', message.media[0]?.kind === 'sticker');
  node.classList.toggle('pictured', pictures);
  setText($(node, '.edited'), message.edited ? t('edited') : '');
  setText($(node, 'time'), message.time);
  $(node, '.inline').hidden = !message.inline.length;
  arrangeButtons($(node, '.inline'), message.inline, 'inline-button', (button, { index, url, copy }) => {
    [button.dataset.row, button.dataset.col] = index;
    button.dataset.url = url || '';
    button.dataset.copy = copy || '';
  });
  const look = JSON.stringify([message.html, message.media, message.inline]);
  if (item.look && item.look !== look) animate(node, 'flash');
  item.look = look;
}

// Who says it, where it comes from, in which topic.
function patchHeading(node, message, named) {
  const line = (selector, text) => {
    $(node, selector).hidden = !text;
    setText($(node, selector), text || '');
  };
  $(node, '.from').dataset.tone = toneOf(message.from);
  line('.from', named && message.from + (message.bot ? ` · ${t('bot')}` : ''));
  line('.forwarded', message.forwarded_from && `${t('forwardedFrom')} ${message.forwarded_from}`);
  line('.topic', message.topic && `${t('topic')}: ${message.topic}`);
}
