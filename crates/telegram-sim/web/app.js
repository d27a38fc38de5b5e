// Several people's Telegram side by side. The server owns all state and sends whole panes;
// this page only diffs them into the DOM, so that scroll positions, focus and half-typed
// text survive every update.
'use strict';

const WORDS = { // key: [Russian, English]
  send: ['Отправить', 'Send'], entry: ['Сообщение', 'Message'], keyboard: ['Кнопки бота', 'Bot keyboard'],
  reply: ['Ответить', 'Reply'], cancelReply: ['Отменить ответ', 'Cancel reply'], unread: ['непрочитанных', 'unread'],
  toBottom: ['К последним сообщениям', 'To the latest messages'], people: ['Люди', 'People'], chats: ['Чаты', 'Chats'],
  bot: ['бот', 'bot'], edited: ['изменено', 'edited'], ok: ['OK', 'OK'], cancel: ['Отмена', 'Cancel'],
  start: ['Старт', 'START'], empty: ['Здесь пока нет сообщений', 'No messages here yet'],
  startHint: ['Нажмите «Старт», чтобы начать разговор с ботом', 'Press START to begin talking to the bot'],
  pickGroup: ['Выберите группу', 'Choose a group'], noGroups: ['Подходящих групп нет', 'No suitable groups'],
  offline: ['Нет связи с сервером, переподключаемся…', 'No connection to the server, reconnecting…'],
  failed: ['Не получилось', 'That did not work'],
  title: ['Симулятор Telegram', 'Telegram simulator'],
  // Service messages: $who did it, $about what.
  new_chat_members: ['$who: в группе теперь $about', '$who added $about'],
  left_chat_member: ['$who: $about больше не в группе', '$who removed $about'],
  migrate_to_chat_id: ['Группа стала супергруппой', 'The group became a supergroup'],
  migrate_from_chat_id: ['Супергруппа создана из группы', 'The supergroup was created from the group'],
  chat_shared: ['$who: выбрана группа «$about»', '$who shared the group “$about” with the bot'],
};
const LANG = (navigator.language || 'ru').toLowerCase().startsWith('ru') ? 'ru' : 'en';
const t = (key) => WORDS[key][LANG === 'ru' ? 0 : 1];
const TONES = 7; // how many avatar colours style.css defines
const NEAR_BOTTOM = 80; // px

const panes = new Map(); // person id -> pane

// ---- DOM helpers
const $ = (root, selector) => root.querySelector(selector);
const make = (tag, className, text = '') =>
  Object.assign(document.createElement(tag), { className, textContent: text });
const plain = (html) => new DOMParser().parseFromString(html, 'text/html').body.textContent;
// Writing only real changes leaves text selections and screen readers undisturbed.
const setText = (node, text) => node.textContent !== text && (node.textContent = text);

function localise(root) {
  for (const node of root.querySelectorAll('[data-text]')) node.textContent = t(node.dataset.text);
  for (const node of root.querySelectorAll('[data-label]')) {
    node.setAttribute('aria-label', t(node.dataset.label));
    if (node.matches('button')) node.title = t(node.dataset.label);
    if (node.matches('textarea')) node.placeholder = t(node.dataset.label);
  }
}

function fromTemplate(id) {
  const copy = document.getElementById(id).content.cloneNode(true);
  localise(copy);
  return copy.firstElementChild;
}

// Makes `parent` hold exactly `nodes` in this order. Strays leave first, so the nodes that
// stay are not moved (moving a node would drop its focus).
function arrange(parent, nodes) {
  const keep = new Set(nodes);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let cursor = parent.firstElementChild;
  for (const node of nodes) {
    if (node === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
}

// Rows of buttons, reused by position: the one just pressed keeps its focus through the
// update that it causes.
function arrangeButtons(box, rows, className, fill) {
  arrange(box, rows.map((row, r) => {
    const line = box.children[r] || make('div', `${className}-row`);
    arrange(line, row.map((cell, c) => {
      const button = line.children[c] || make('button', className);
      setText(button, cell.text);
      fill(button, cell);
      return button;
    }));
    return line;
  }));
}

// By name, not by id: groups know their senders only by name.
const toneOf = (name) => [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 0) % TONES;

function setAvatar(node, name) {
  const words = name.match(/[\p{L}\p{N}]+/gu) || ['?'];
  setText(node, words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join(''));
  node.dataset.tone = toneOf(name);
}

const dateLabel = (date) =>
  new Date(`${date}T00:00Z`).toLocaleDateString(LANG, { day: 'numeric', month: 'long', timeZone: 'UTC' });

// ---- the server
async function act(pane, what) {
  const body = JSON.stringify({ person: pane.id, chat: pane.open, ...what });
  const answer = await fetch('chat/act', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
    .then((response) => response.json().catch(() => ({ ok: response.ok })))
    .catch(() => ({ ok: false, error: t('offline') }));
  if (!answer.ok) showToast(pane, answer.error || t('failed'));
  return answer.ok;
}

function connect() {
  const banner = $(document, '.offline');
  const events = new EventSource('chat/events');
  const handlers = { pane: updatePane, toast: onToast, answered: onAnswered };
  for (const name in handlers) events.addEventListener(name, ({ data }) => handlers[name](JSON.parse(data)));
  events.onopen = () => { banner.hidden = true; };
  events.onerror = () => {
    banner.hidden = false;
    // The browser retries dropped streams itself, but gives up after an HTTP error.
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  };
}

function onToast({ person, text, alert }) {
  const pane = panes.get(person);
  stopSpinners(pane?.el); // a toast names no message: it answers whatever was pressed last
  if (pane && alert) openDialog(pane, 'alert', text, 'ok');
  else if (pane) showToast(pane, text);
}

function onAnswered({ person, chat, message }) {
  stopSpinners(panes.get(person)?.chats.get(chat)?.items.get(message)?.node);
}

const stopSpinners = (root) => root?.querySelectorAll('.busy').forEach((node) => node.classList.remove('busy'));

// ---- panes
const openedChat = (pane) => pane.chats.get(pane.open);
const toBottom = ({ list }) => { list.scrollTop = list.scrollHeight; };

function addPane(id) {
  const el = fromTemplate('t-pane');
  const pane = { id, el, face: fromTemplate('t-face'), chats: new Map(), open: null, groups: [], visible: true };
  el.dataset.person = id;
  pane.face.onclick = () => el.scrollIntoView({ behavior: 'smooth', inline: 'center', block: 'nearest' });
  wirePane(pane);
  $(document, '.people').append(pane.face);
  $(document, '.row').append(el);
  panes.set(id, pane);
  // Messages in a pane that is swiped away are news until the pane is looked at.
  new IntersectionObserver(([entry]) => {
    pane.visible = entry.isIntersecting;
    pane.face.classList.toggle('current', pane.visible);
    markSeen(pane);
  }, { threshold: 0.6 }).observe(el);
  return pane;
}

function updatePane({ person, chats, groups }) {
  const known = panes.get(person.id);
  const pane = known || addPane(person.id);
  showPerson(pane, person);
  pane.groups = groups || [];
  for (const data of chats) updateChat(pane, data, !known);
  for (const [id, chat] of pane.chats) {
    if (!chats.some((data) => data.id === id) && pane.chats.delete(id)) chat.list.remove();
  }
  arrange($(pane.el, '.chips'), chats.map(({ id }) => pane.chats.get(id).chip));
  if (!openedChat(pane)) openChat(pane, chats[0]?.id ?? null);
  else showBottom(pane);
  if (openedChat(pane)?.stuck) toBottom(openedChat(pane));
  markSeen(pane);
}

function showPerson({ el, face }, { id, name, about }) {
  setText($(el, '.name'), name);
  setText($(el, '.about'), about || '');
  el.setAttribute('aria-label', name);
  face.title = about ? `${name} · ${about}` : name;
  setAvatar($(el, '.avatar'), name);
  setAvatar($(face, '.avatar'), name);
}

// ---- chats
function addChat(pane, { id, kind }) {
  const chat = {
    id, data: null, items: new Map(), draft: '', replyTo: null, collapsed: false, keyboard: '',
    unread: 0, stuck: true, top: 0, chip: fromTemplate('t-chip'), list: fromTemplate('t-chat'),
  };
  chat.chip.dataset.chat = chat.list.dataset.chat = id;
  chat.chip.onclick = () => openChat(pane, id);
  $(chat.chip, 'use').setAttribute('href', `#i-${kind}`);
  chat.list.classList.add(kind);
  chat.list.dataset.empty = t(kind === 'private' ? 'startHint' : 'empty');
  chat.list.addEventListener('scroll', () => onScroll(pane, chat), { passive: true });
  // The list shrinks when the bot's or a phone's keyboard opens: keep the end in view.
  new ResizeObserver(() => chat.stuck && toBottom(chat)).observe(chat.list);
  $(pane.el, '.chats').append(chat.list);
  pane.chats.set(id, chat);
  return chat;
}

function updateChat(pane, data, firstLoad) {
  const chat = pane.chats.get(data.id) || addChat(pane, data);
  const fresh = data.messages.filter((message) => !chat.items.has(keyOf(message)));
  chat.data = data;
  setText($(chat.chip, '.chip-title'), data.title);
  chat.list.setAttribute('aria-label', data.title);
  patchMessages(chat);
  // A page just opened can't know what was read: in chats it doesn't show, all since the person's own last words is news.
  const news = firstLoad && data.kind === 'private' ? [] : fresh;
  const said = firstLoad ? news.findLastIndex((message) => message.out) : -1;
  chat.unread += news.slice(said + 1).filter((message) => !message.out && !message.service).length;
  if (fresh.some((message) => message.out)) chat.stuck = true;
  if (!chat.items.has(chat.replyTo)) chat.replyTo = null;
  // Like Telegram: a keyboard folded away comes back when the bot sends another one.
  const keyboard = JSON.stringify(data.reply_keyboard);
  if (keyboard !== chat.keyboard) chat.collapsed = false;
  chat.keyboard = keyboard;
}

function openChat(pane, id) {
  const entry = $(pane.el, '.entry');
  if (openedChat(pane)) openedChat(pane).draft = entry.value;
  pane.open = id;
  for (const chat of pane.chats.values()) {
    chat.list.hidden = chat.id !== id;
    chat.chip.setAttribute('aria-pressed', String(chat.id === id));
  }
  const chat = openedChat(pane);
  showBottom(pane);
  setEntry(entry, chat?.draft || '');
  if (!chat) return;
  $(pane.el, '.chips').scrollLeft = chat.chip.offsetLeft - 40; // scrollIntoView would move the panes as well
  chat.list.scrollTop = chat.stuck ? chat.list.scrollHeight : chat.top;
  markSeen(pane);
}

function onScroll(pane, chat) {
  const { hidden, scrollHeight, scrollTop, clientHeight } = chat.list;
  if (hidden) return; // hiding a list resets its offset
  chat.stuck = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
  chat.top = scrollTop;
  markSeen(pane);
}

// Forgets the open chat's unread count if its end is really in view, then shows all counts.
function markSeen({ el, face, chats, open, visible }) {
  const opened = chats.get(open);
  if (opened && visible && opened.stuck) opened.unread = 0;
  for (const chat of chats.values()) {
    const unread = chat.unread && chat !== opened;
    chat.chip.classList.toggle('unread', unread);
    chat.chip.title = chat.data.title + (unread ? `, ${t('unread')}: ${chat.unread}` : '');
    chat.chip.setAttribute('aria-label', chat.chip.title);
  }
  const news = [...chats.values()].some((chat) => chat.unread);
  face.classList.toggle('unread', news);
  face.setAttribute('aria-label', face.title + (news ? ` (${t('unread')})` : ''));
  $(el, '.down').hidden = !opened || opened.stuck;
  setText($(el, '.badge'), String(opened?.unread || ''));
}

// ---- messages
// A restarted server may give a service message's number to an ordinary one.
const keyOf = (message) => (message.service ? `service ${message.id}` : message.id);

function patchMessages(chat) {
  const { messages } = chat.data;
  const used = new Map();
  const take = (key, create) => used.set(key, chat.items.get(key) || { node: create() }).get(key);
  messages.forEach((message, place) => {
    const [before, after] = [messages[place - 1], messages[place + 1]];
    if (message.date !== before?.date) {
      setText(take(`date ${message.date}`, () => make('li', 'service day')).node, dateLabel(message.date));
    }
    const item = take(keyOf(message), () => (message.service ? make('li', 'service') : fromTemplate('t-message')));
    item.node.dataset.message = message.id;
    if (message.service) setText(item.node, serviceText(message));
    else patchMessage(chat, item, message, sameRun(before, message), sameRun(message, after));
  });
  chat.items = used;
  arrange(chat.list, [...used.values()].map((item) => item.node));
}

const serviceText = ({ event, html }) =>
  WORDS[event?.kind] ? t(event.kind).replace(/\$(who|about)/g, (_, name) => event[name]) : plain(html);

// Neighbouring messages of one sender form a run: one name, small gaps.
const sameRun = (a, b) =>
  a && b && !a.service && !b.service && a.from === b.from && a.out === b.out && a.date === b.date;

function patchMessage(chat, item, message, joinsPrevious, joinsNext) {
  const { node } = item;
  const group = chat.data.kind === 'group';
  node.classList.toggle('out', message.out);
  node.classList.toggle('first', !joinsPrevious);
  node.classList.toggle('last', !joinsNext);
  const from = $(node, '.from');
  from.hidden = !group || message.out || joinsPrevious;
  from.dataset.tone = toneOf(message.from);
  setText(from, message.from + (message.bot ? ` · ${t('bot')}` : ''));
  patchQuote($(node, '.quote'), message.reply_to);
  $(node, '.file').hidden = !message.document;
  setText($(node, '.file-name'), message.document || '');
  if (item.html !== message.html) $(node, '.text').innerHTML = message.html; // sanitised by the server
  item.html = message.html;
  setText($(node, '.edited'), message.edited ? t('edited') : '');
  setText($(node, 'time'), message.time);
  $(node, '.inline').hidden = !message.inline.length;
  arrangeButtons($(node, '.inline'), message.inline, 'inline-button', (button, { index }) => {
    [button.dataset.row, button.dataset.col] = index;
  });
  $(node, '.reply').hidden = !group;
  const look = JSON.stringify([message.html, message.document, message.inline]);
  if (item.look && item.look !== look) animate(node, 'flash');
  item.look = look;
}

function patchQuote(quote, source) {
  quote.hidden = !source;
  setText($(quote, '.quote-from'), source?.from || '');
  setText($(quote, '.quote-text'), source?.text || '');
}

// Starts a class's CSS animation afresh; wirePane removes the class at its end.
function animate(node, className) {
  node.classList.remove(className);
  void node.offsetWidth; // without this reflow a running animation would just go on
  node.classList.add(className);
}

// ---- input, reply bar, reply keyboard
function showBottom(pane) {
  const { el } = pane;
  const chat = openedChat(pane);
  const unstarted = chat?.data.kind === 'private' && !chat.data.messages.length;
  const rows = (!unstarted && chat?.data.reply_keyboard) || [];
  const target = chat?.data.messages.find((message) => message.id === chat.replyTo);
  $(el, '.bottom').hidden = !chat;
  $(el, '.start').hidden = !unstarted;
  $(el, '.compose').hidden = unstarted;
  $(el, '.reply-bar').hidden = !target;
  patchQuote($(el, '.reply-bar .quote'), target && { ...target, text: plain(target.html) || target.document });
  $(el, '.keyboard-toggle').hidden = !rows.length;
  $(el, '.keyboard-toggle').setAttribute('aria-expanded', String(!chat?.collapsed));
  $(el, '.reply-keyboard').hidden = !rows.length || chat.collapsed;
  arrangeButtons($(el, '.reply-keyboard'), rows, 'key', (key, { text, request_chat: request }) => {
    const send = () => act(pane, { do: 'send', text, reply_to: null });
    key.onclick = (request ?? null) === null ? send : () => showPicker(pane, request);
  });
}

function setEntry(entry, text) {
  if (text !== entry.value) entry.value = text;
  entry.style.height = '';
  if (text) entry.style.height = `${entry.scrollHeight}px`; // capped by max-height
}

function setReply(pane, message) {
  openedChat(pane).replyTo = message;
  showBottom(pane);
  $(pane.el, '.entry').focus();
}

async function sendTyped(pane) {
  const entry = $(pane.el, '.entry');
  const chat = openedChat(pane);
  const { replyTo } = chat;
  const text = entry.value.trim();
  if (!text) return;
  setEntry(entry, '');
  setReply(pane, null);
  if (await act(pane, { do: 'send', text, reply_to: replyTo })) return;
  // Nothing typed may get lost: give the words back, unless new ones took their place.
  chat.replyTo ??= replyTo;
  if (openedChat(pane) !== chat) chat.draft ||= text;
  else setEntry(entry, entry.value || text);
  showBottom(pane);
}

const messageOf = (node) => Number(node.closest('[data-message]').dataset.message);

async function pressInline(pane, button) {
  const index = [Number(button.dataset.row), Number(button.dataset.col)];
  animate(button, 'busy');
  if (!await act(pane, { do: 'press', message: messageOf(button), index })) button.classList.remove('busy');
}

function wirePane(pane) {
  const entry = $(pane.el, '.entry');
  const on = (selector, event, handle) => $(pane.el, selector).addEventListener(event, handle);
  on('.entry', 'input', () => setEntry(entry, entry.value));
  on('.entry', 'keydown', (event) => {
    if (event.key === 'Escape') setReply(pane, null);
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    sendTyped(pane);
  });
  on('.send', 'click', () => sendTyped(pane));
  on('.chats', 'click', ({ target }) => {
    const [inline, reply] = [target.closest('.inline-button'), target.closest('.reply')];
    if (inline) pressInline(pane, inline);
    if (reply) setReply(pane, messageOf(reply));
    target.closest('tg-spoiler, .tg-spoiler')?.classList.add('shown');
  });
  on('.chats', 'animationend', ({ target, animationName }) => {
    if (animationName === 'fade') target.classList.remove('busy');
    if (animationName === 'flash-bubble') target.closest('.message').classList.remove('flash');
  });
  on('.start', 'click', () => act(pane, { do: 'start' }));
  on('.keyboard-toggle', 'click', () => {
    openedChat(pane).collapsed = !openedChat(pane).collapsed;
    showBottom(pane);
  });
  on('.reply-cancel', 'click', () => setReply(pane, null));
  on('.down', 'click', () => toBottom(openedChat(pane)));
}

// ---- toasts and dialogs
function showToast(pane, text) {
  const toast = make('button', 'toast', text);
  toast.onclick = () => toast.remove();
  setTimeout(() => toast.remove(), Math.min(8000, 3000 + text.length * 40));
  $(pane.el, '.toasts').append(toast);
}

// A modal inside one pane: the rest of that pane goes inert, the other people stay usable.
function openDialog({ el }, kind, text, closeWord) {
  const veil = fromTemplate('t-dialog');
  const button = $(veil, '.dialog-close');
  const focused = document.activeElement;
  // Someone may be typing in another pane: their focus is not ours to take.
  const mine = el.contains(focused) || focused === document.body;
  const settle = () => { $(el, '.shell').inert = $(el, '.dialogs').childElementCount > 0; };
  const close = () => {
    veil.remove();
    settle();
    if (mine && focused.isConnected) focused.focus({ preventScroll: true });
  };
  veil.firstElementChild.classList.add(kind);
  veil.firstElementChild.setAttribute('aria-label', text);
  setText($(veil, '.dialog-text'), text);
  setText(button, t(closeWord));
  button.classList.add(`${kind}-${closeWord}`);
  button.onclick = close;
  veil.addEventListener('keydown', ({ key }) => key === 'Escape' && close());
  $(el, '.dialogs').append(veil);
  settle();
  if (mine) button.focus({ preventScroll: true });
  return { list: $(veil, '.dialog-list'), close };
}

function showPicker(pane, request) {
  const { list, close } = openDialog(pane, 'picker', t(pane.groups.length ? 'pickGroup' : 'noGroups'), 'cancel');
  for (const { id, title } of pane.groups) {
    const choice = make('button', 'choice');
    choice.append(make('span', 'avatar'), make('span', 'choice-title', title));
    setAvatar($(choice, '.avatar'), title);
    choice.dataset.group = id;
    choice.onclick = () => act(pane, { do: 'share_chat', request_id: request, group: id });
    choice.addEventListener('click', close);
    list.append(choice);
  }
}

document.documentElement.lang = LANG;
localise(document);
document.title = t('title');
$(document, '.hint').textContent = document.body.dataset.hint || '';
connect();
