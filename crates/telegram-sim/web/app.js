// Several people's Telegram side by side. The server owns all state and sends whole
// panes; this page only diffs them into the DOM, so that scroll positions, focus and
// half-typed text survive every update.
'use strict';

const WORDS = {
  ru: {
    send: 'Отправить', entry: 'Сообщение', keyboard: 'Кнопки бота', reply: 'Ответить',
    cancelReply: 'Отменить ответ', toBottom: 'К последним сообщениям', start: 'Старт',
    edited: 'изменено', bot: 'бот', cancel: 'Отмена', ok: 'OK', people: 'Люди', chats: 'Чаты',
    pickGroup: 'Выберите группу', noGroups: 'Подходящих групп нет', unread: 'непрочитанных',
    empty: 'Здесь пока нет сообщений', startHint: 'Нажмите «Старт», чтобы начать разговор с ботом',
    offline: 'Нет связи с сервером, переподключаемся…', failed: 'Не получилось',
  },
  en: {
    send: 'Send', entry: 'Message', keyboard: 'Bot keyboard', reply: 'Reply',
    cancelReply: 'Cancel reply', toBottom: 'To the latest messages', start: 'START',
    edited: 'edited', bot: 'bot', cancel: 'Cancel', ok: 'OK', people: 'People', chats: 'Chats',
    pickGroup: 'Choose a group', noGroups: 'No suitable groups', unread: 'unread',
    empty: 'No messages here yet', startHint: 'Press START to begin talking to the bot',
    offline: 'No connection to the server, reconnecting…', failed: 'That did not work',
  },
};
const LANG = (navigator.language || 'ru').toLowerCase().startsWith('ru') ? 'ru' : 'en';
const t = (key) => WORDS[LANG][key];
const TONES = 7; // how many avatar colours style.css defines
const NEAR_BOTTOM = 80; // px
const BUSY_MS = 3000;

const panes = new Map(); // person id -> pane
const tones = new Map(); // person name -> colour number, so names in groups match avatars

// ---------------------------------------------------------------- small DOM helpers

const $ = (root, selector) => root.querySelector(selector);

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  if (tag === 'button') node.type = 'button';
  return node;
}

function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

function fromTemplate(id) {
  const node = document.getElementById(id).content.firstElementChild.cloneNode(true);
  for (const part of node.querySelectorAll('[data-label]')) {
    part.setAttribute('aria-label', t(part.dataset.label));
    if (part.matches('button')) part.title = t(part.dataset.label);
  }
  return node;
}

// Writing only real changes keeps text selections and screen readers undisturbed.
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Makes `parent` hold exactly `nodes` in this order. Strays leave first, so the nodes
// that stay are not moved (moving a node would drop its focus).
function arrange(parent, nodes) {
  const keep = new Set(nodes);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let cursor = parent.firstElementChild;
  for (const node of nodes) {
    if (node === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
}

function toneOf(name) {
  if (tones.has(name)) return tones.get(name);
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % TONES;
}

function initials(name) {
  const words = name.match(/[\p{L}\p{N}]+/gu) || ['?'];
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join('');
}

function dateLabel(date) {
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return date;
  return new Intl.DateTimeFormat(LANG, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(day);
}

// ---------------------------------------------------------------- talking to the server

async function act(pane, what) {
  let answer;
  try {
    const response = await fetch('chat/act', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ person: pane.id, chat: pane.open, ...what }),
    });
    answer = await response.json().catch(() => ({ ok: response.ok }));
  } catch {
    answer = { ok: false, error: t('offline') };
  }
  if (!answer.ok) showToast(pane, answer.error || t('failed'));
  return Boolean(answer.ok);
}

function connect() {
  const banner = $(document, '.offline');
  const events = new EventSource('chat/events');
  const listen = (name, handle) => events.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  let warning = 0;
  listen('pane', updatePane);
  listen('toast', onToast);
  listen('answered', onAnswered);
  events.onopen = () => {
    clearTimeout(warning);
    warning = 0;
    banner.hidden = true;
  };
  events.onerror = () => {
    // A proxy that merely recycles the stream is back within a moment: no banner for that.
    if (!warning) warning = setTimeout(() => { banner.hidden = false; }, 1000);
    // The browser retries dropped streams itself, but gives up on an HTTP error.
    if (events.readyState === EventSource.CLOSED) {
      clearTimeout(warning);
      banner.hidden = false;
      setTimeout(connect, 2000);
    }
  };
}

function onToast({ person, text, alert }) {
  const pane = panes.get(person);
  if (!pane) return;
  // A toast does not name its message: it answers whatever this person pressed last.
  stopSpinners(pane.el);
  if (alert) showAlert(pane, text);
  else showToast(pane, text);
}

function onAnswered({ person, chat, message }) {
  const item = panes.get(person)?.chats.get(chat)?.items.get(message);
  if (item) stopSpinners(item.node);
}

// ---------------------------------------------------------------- panes

function addPane(person) {
  const el = fromTemplate('t-pane');
  const pane = { id: person.id, el, chats: new Map(), open: null, groups: [], visible: true };
  el.dataset.person = person.id;
  pane.face = make('button', 'face');
  pane.face.append(make('span', 'avatar'));
  pane.face.onclick = () => el.scrollIntoView({ behavior: 'smooth', inline: 'center', block: 'nearest' });
  $(el, '.chips').setAttribute('aria-label', t('chats'));
  $(el, '.start').textContent = t('start');
  $(el, '.entry').placeholder = t('entry');
  wireEntry(pane);
  wireButtons(pane);
  $(document, '.people').append(pane.face);
  $(document, '.row').append(el);
  panes.set(person.id, pane);
  // Messages in a pane that is swiped away are news until the pane is looked at.
  new IntersectionObserver(([entry]) => {
    pane.visible = entry.isIntersecting;
    pane.face.classList.toggle('current', pane.visible);
    markSeen(pane);
  }, { threshold: 0.6 }).observe(el);
  return pane;
}

function updatePane(data) {
  const { person } = data;
  const known = panes.get(person.id);
  const pane = known || addPane(person);
  showPerson(pane, person);
  pane.groups = data.groups || [];
  const chats = data.chats || [];
  for (const chat of chats) updateChat(pane, chat, !known);
  dropMissingChats(pane, chats);
  arrange($(pane.el, '.chips'), chats.map((chat) => pane.chats.get(chat.id).chip));
  if (!pane.chats.has(pane.open)) openChat(pane, chats.length ? chats[0].id : null);
  else showBottom(pane);
  const chat = openedChat(pane);
  if (chat?.stuck) toBottom(chat);
  markSeen(pane);
}

function showPerson(pane, { id, name, about }) {
  setText($(pane.el, '.name'), name);
  setText($(pane.el, '.about'), about || '');
  pane.el.setAttribute('aria-label', name);
  tones.set(name, Math.abs(id) % TONES);
  for (const avatar of [$(pane.el, '.avatar'), $(pane.face, '.avatar')]) {
    setText(avatar, initials(name));
    avatar.dataset.tone = toneOf(name);
  }
  pane.face.title = about ? `${name} · ${about}` : name;
  // Other panes may already show this name in a group with a guessed colour.
  for (const from of document.querySelectorAll('.from')) from.dataset.tone = toneOf(from.dataset.name || '');
}

function dropMissingChats(pane, chats) {
  const present = new Set(chats.map((chat) => chat.id));
  for (const [id, chat] of pane.chats) {
    if (present.has(id)) continue;
    chat.list.remove();
    pane.chats.delete(id);
  }
}

const openedChat = (pane) => pane.chats.get(pane.open);

// ---------------------------------------------------------------- chats

function addChat(pane, id) {
  const chat = {
    id, data: null, items: new Map(), draft: '', replyTo: null,
    collapsed: false, keyboard: '', unread: 0, stuck: true, top: 0,
    chip: make('button', 'chip'), list: make('ol', 'messages'),
  };
  chat.chip.append(make('span', 'chip-icon'), make('span', 'chip-title'), make('span', 'dot'));
  chat.chip.onclick = () => openChat(pane, id);
  chat.chip.dataset.chat = chat.list.dataset.chat = id;
  chat.list.hidden = true;
  chat.list.tabIndex = 0; // so that the history scrolls from the keyboard
  chat.list.setAttribute('role', 'log');
  chat.list.addEventListener('scroll', () => onScroll(pane, chat), { passive: true });
  // The list shrinks when the bot's keyboard or a phone's keyboard opens: keep the end in view.
  new ResizeObserver(() => chat.stuck && toBottom(chat)).observe(chat.list);
  $(pane.el, '.chats').append(chat.list);
  pane.chats.set(id, chat);
  return chat;
}

function updateChat(pane, data, firstLoad) {
  const chat = pane.chats.get(data.id) || addChat(pane, data.id);
  const fresh = data.messages.filter((message) => !chat.items.has(message.id));
  chat.data = data;
  setText($(chat.chip, '.chip-title'), data.title);
  if (!$(chat.chip, 'svg')) $(chat.chip, '.chip-icon').append(icon(data.kind === 'group' ? 'group' : 'private'));
  chat.list.setAttribute('aria-label', data.title);
  chat.list.classList.toggle('group', data.kind === 'group');
  chat.list.dataset.empty = data.kind === 'private' ? t('startHint') : t('empty');
  patchMessages(chat);
  if (!firstLoad) chat.unread += fresh.filter((message) => !message.out).length;
  if (fresh.some((message) => message.out)) chat.stuck = true;
  const keyboard = JSON.stringify(data.reply_keyboard || []);
  // Like Telegram: a keyboard folded away comes back when the bot sends another one.
  if (keyboard !== chat.keyboard) chat.collapsed = false;
  chat.keyboard = keyboard;
  if (chat.replyTo !== null && !chat.items.has(chat.replyTo)) chat.replyTo = null;
}

function openChat(pane, id) {
  const entry = $(pane.el, '.entry');
  const before = openedChat(pane);
  if (before) before.draft = entry.value;
  pane.open = id;
  for (const chat of pane.chats.values()) {
    chat.list.hidden = chat.id !== id;
    chat.chip.classList.toggle('open', chat.id === id);
    chat.chip.setAttribute('aria-pressed', String(chat.id === id));
  }
  const chat = openedChat(pane);
  entry.value = chat ? chat.draft : '';
  showBottom(pane);
  fitEntry(entry);
  if (!chat) return;
  chat.chip.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  if (chat.stuck) toBottom(chat);
  else chat.list.scrollTop = chat.top;
  markSeen(pane);
}

function toBottom(chat) {
  chat.list.scrollTop = chat.list.scrollHeight;
}

function onScroll(pane, chat) {
  if (chat.list.hidden) return; // hiding a list resets its offset
  const { scrollHeight, scrollTop, clientHeight } = chat.list;
  chat.stuck = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
  chat.top = scrollTop;
  markSeen(pane);
}

// Clears the open chat's unread count if it is really in view, then shows all counts.
function markSeen(pane) {
  const opened = openedChat(pane);
  if (opened && pane.visible && opened.stuck) opened.unread = 0;
  let news = false;
  for (const chat of pane.chats.values()) {
    const unread = chat.unread > 0;
    news = news || unread;
    chat.chip.classList.toggle('unread', unread && chat !== opened);
    chat.chip.title = unread ? `${chat.data.title}, ${t('unread')}: ${chat.unread}` : chat.data.title;
    chat.chip.setAttribute('aria-label', chat.chip.title);
  }
  pane.face.classList.toggle('unread', news);
  pane.face.setAttribute('aria-label', pane.face.title + (news ? `, ${t('unread')}` : ''));
  const down = $(pane.el, '.down');
  down.hidden = !opened || opened.stuck;
  setText($(down, '.badge'), opened && opened.unread ? String(opened.unread) : '');
}

// ---------------------------------------------------------------- messages

function patchMessages(chat) {
  const nodes = [];
  const seen = new Set();
  const { messages } = chat.data;
  const take = (key, create) => {
    seen.add(key);
    if (!chat.items.has(key)) chat.items.set(key, create());
    const item = chat.items.get(key);
    nodes.push(item.node);
    return item;
  };
  messages.forEach((message, place) => {
    const before = messages[place - 1];
    if (message.date && message.date !== before?.date) {
      const day = take(`date ${message.date}`, () => ({ node: make('li', 'service day') }));
      setText(day.node, dateLabel(message.date));
    }
    const item = take(message.id, () => addMessage(message));
    if (message.service) setText(item.node, plain(message.html));
    else patchMessage(chat, item, message, joined(before, message), joined(message, messages[place + 1]));
  });
  for (const key of [...chat.items.keys()]) if (!seen.has(key)) chat.items.delete(key);
  arrange(chat.list, nodes);
}

// Neighbouring messages of one sender form a run: one name, small gaps.
function joined(a, b) {
  return Boolean(a && b && !a.service && !b.service && a.from === b.from && a.out === b.out && a.date === b.date);
}

function plain(html) {
  const holder = document.createElement('template');
  holder.innerHTML = html;
  return holder.content.textContent;
}

function addMessage(message) {
  const node = message.service ? make('li', 'service') : fromTemplate('t-message');
  node.dataset.message = message.id;
  return { node, html: null, look: null };
}

function patchMessage(chat, item, message, joinsPrevious, joinsNext) {
  const { node } = item;
  const group = chat.data.kind === 'group';
  node.classList.toggle('out', message.out);
  node.classList.toggle('first', !joinsPrevious);
  node.classList.toggle('last', !joinsNext);
  const from = $(node, '.from');
  from.hidden = !group || message.out || joinsPrevious;
  from.dataset.name = message.from;
  from.dataset.tone = toneOf(message.from);
  setText(from, message.bot ? `${message.from} · ${t('bot')}` : message.from);
  patchQuote($(node, '.quote'), message.reply_to);
  $(node, '.file').hidden = !message.document;
  setText($(node, '.file-name'), message.document || '');
  if (item.html !== message.html) setHtml($(node, '.text'), message.html);
  item.html = message.html;
  setText($(node, '.edited'), message.edited ? t('edited') : '');
  setText($(node, 'time'), message.time);
  patchInline($(node, '.inline'), message.inline || []);
  $(node, '.reply').hidden = !group;
  const look = JSON.stringify([message.html, message.document, message.inline]);
  if (item.look !== null && item.look !== look) flash(node);
  item.look = look;
}

function patchQuote(quote, source) {
  quote.hidden = !source;
  setText($(quote, '.quote-from'), source ? source.from : '');
  setText($(quote, '.quote-text'), source ? source.text : '');
}

function setHtml(box, html) {
  box.innerHTML = html; // sanitised by the server
  for (const link of box.querySelectorAll('a')) {
    link.target = '_blank'; // following a link must not lose the simulation
    link.rel = 'noopener noreferrer';
  }
}

// Buttons are reused by position: the one just pressed keeps its focus through the edit it causes.
function patchInline(box, rows) {
  box.hidden = !rows.some((row) => row.length);
  arrange(box, rows.map((row, r) => {
    const line = box.children[r] || make('div', 'inline-row');
    arrange(line, row.map((cell, c) => {
      const button = line.children[c] || make('button', 'inline-button');
      setText(button, cell.text);
      [button.dataset.row, button.dataset.col] = cell.index;
      return button;
    }));
    return line;
  }));
}

function flash(node) {
  node.classList.remove('flash');
  void node.offsetWidth; // restarts the animation when edits follow each other quickly
  node.classList.add('flash');
  setTimeout(() => node.classList.remove('flash'), 1500);
}

function stopSpinners(root) {
  for (const button of root.querySelectorAll('.busy')) button.classList.remove('busy');
}

// ---------------------------------------------------------------- input, reply bar, reply keyboard

function showBottom(pane) {
  const chat = openedChat(pane);
  const { el } = pane;
  const unstarted = chat?.data.kind === 'private' && chat.data.messages.length === 0;
  $(el, '.bottom').hidden = !chat;
  $(el, '.start').hidden = !unstarted;
  $(el, '.compose').hidden = unstarted;
  showReplyBar(pane, chat);
  showKeyboard(pane, unstarted ? null : chat);
}

function showReplyBar(pane, chat) {
  const target = chat?.data.messages.find((message) => message.id === chat.replyTo);
  const source = target && { from: target.from, text: plain(target.html) || target.document || '' };
  $(pane.el, '.reply-bar').hidden = !target;
  patchQuote($(pane.el, '.reply-bar .quote'), source);
}

function showKeyboard(pane, chat) {
  const rows = chat?.data.reply_keyboard || [];
  const box = $(pane.el, '.reply-keyboard');
  const toggle = $(pane.el, '.keyboard-toggle');
  toggle.hidden = rows.length === 0;
  toggle.setAttribute('aria-expanded', String(rows.length > 0 && !chat.collapsed));
  box.hidden = rows.length === 0 || chat.collapsed;
  arrange(box, rows.map((row, r) => {
    const line = box.children[r] || make('div', 'key-row');
    arrange(line, row.map((cell, c) => {
      const key = line.children[c] || make('button', 'key');
      setText(key, cell.text);
      key.onclick = () => pressKey(pane, cell);
      return key;
    }));
    return line;
  }));
}

function pressKey(pane, { text, request_chat: request }) {
  if (request === null || request === undefined) act(pane, { do: 'send', text, reply_to: null });
  else showPicker(pane, request);
}

function fitEntry(entry) {
  entry.style.height = 'auto';
  entry.style.height = `${entry.scrollHeight}px`; // capped by max-height
}

async function sendTyped(pane) {
  const entry = $(pane.el, '.entry');
  const chat = openedChat(pane);
  const text = entry.value.trim();
  if (!chat || !text) return;
  const { replyTo } = chat;
  const setDraft = (value, reply) => {
    chat.draft = value;
    chat.replyTo = reply;
    if (openedChat(pane) !== chat) return;
    entry.value = value;
    fitEntry(entry);
    showReplyBar(pane, chat);
  };
  setDraft('', null);
  const sent = await act(pane, { do: 'send', text, reply_to: replyTo });
  // Nothing typed may get lost: give the words back unless new ones took their place.
  const current = openedChat(pane) === chat ? entry.value : chat.draft;
  if (!sent && !current) setDraft(text, replyTo);
}

function wireEntry(pane) {
  const entry = $(pane.el, '.entry');
  entry.addEventListener('input', () => fitEntry(entry));
  entry.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') replyTo(pane, null);
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    sendTyped(pane);
  });
  $(pane.el, '.compose').addEventListener('submit', (event) => {
    event.preventDefault();
    sendTyped(pane);
    entry.focus();
  });
}

function replyTo(pane, message) {
  const chat = openedChat(pane);
  chat.replyTo = message;
  showReplyBar(pane, chat);
  $(pane.el, '.entry').focus();
}

async function pressInline(pane, button) {
  const message = Number(button.closest('[data-message]').dataset.message);
  button.classList.remove('busy');
  void button.offsetWidth; // a second press restarts the spinner
  button.classList.add('busy');
  setTimeout(() => button.classList.remove('busy'), BUSY_MS);
  const index = [Number(button.dataset.row), Number(button.dataset.col)];
  if (!await act(pane, { do: 'press', message, index })) button.classList.remove('busy');
}

function wireButtons(pane) {
  const { el } = pane;
  $(el, '.chats').addEventListener('click', (event) => {
    const inline = event.target.closest('.inline-button');
    const reply = event.target.closest('.reply');
    if (inline) pressInline(pane, inline);
    if (reply) replyTo(pane, Number(reply.closest('[data-message]').dataset.message));
    event.target.closest('tg-spoiler, .tg-spoiler')?.classList.add('shown');
  });
  $(el, '.start').onclick = async ({ currentTarget: button }) => {
    button.disabled = true;
    await act(pane, { do: 'start' });
    button.disabled = false;
  };
  $(el, '.keyboard-toggle').onclick = () => {
    const chat = openedChat(pane);
    chat.collapsed = !chat.collapsed;
    showKeyboard(pane, chat);
  };
  $(el, '.reply-cancel').onclick = () => replyTo(pane, null);
  $(el, '.down').onclick = () => {
    const { list } = openedChat(pane);
    list.scrollTo({ top: list.scrollHeight, behavior: 'smooth' });
  };
}

// ---------------------------------------------------------------- toasts and dialogs

function showToast(pane, text) {
  const toast = make('button', 'toast', text);
  toast.onclick = () => toast.remove();
  setTimeout(() => toast.remove(), Math.min(8000, 3000 + text.length * 40));
  $(pane.el, '.toasts').append(toast);
}

// A modal inside one pane: the rest of that pane goes inert, the other people stay usable.
function openDialog(pane, kind, text, closeText) {
  const veil = fromTemplate('t-dialog');
  const dialog = $(veil, '.dialog');
  const focused = document.activeElement;
  const mine = pane.el.contains(focused) || focused === document.body;
  dialog.classList.add(kind);
  dialog.setAttribute('role', kind === 'alert' ? 'alertdialog' : 'dialog');
  dialog.setAttribute('aria-label', text);
  setText($(veil, '.dialog-text'), text);
  const button = $(veil, '.dialog-close');
  button.classList.add(`${kind}-${kind === 'alert' ? 'ok' : 'cancel'}`);
  setText(button, closeText);
  const setInert = () => {
    const last = pane.el.lastElementChild;
    for (const part of pane.el.children) part.inert = last.matches('.veil') && part !== last;
  };
  const close = () => {
    veil.remove();
    setInert();
    if (mine && focused.isConnected) focused.focus({ preventScroll: true });
  };
  button.onclick = close;
  veil.addEventListener('keydown', (event) => event.key === 'Escape' && close());
  pane.el.append(veil);
  setInert();
  // Someone may be typing in another pane: their focus is not ours to take.
  if (mine) button.focus({ preventScroll: true });
  return { list: $(veil, '.dialog-list'), close };
}

function showAlert(pane, text) {
  openDialog(pane, 'alert', text, t('ok'));
}

function showPicker(pane, request) {
  const title = pane.groups.length ? t('pickGroup') : t('noGroups');
  const { list, close } = openDialog(pane, 'picker', title, t('cancel'));
  for (const group of pane.groups) {
    const choice = make('button', 'choice');
    const avatar = make('span', 'avatar', initials(group.title));
    avatar.dataset.tone = toneOf(group.title);
    choice.append(avatar, make('span', 'choice-title', group.title));
    choice.dataset.group = group.id;
    choice.onclick = () => {
      close();
      act(pane, { do: 'share_chat', request_id: request, group: group.id });
    };
    list.append(choice);
  }
}

// ---------------------------------------------------------------- start

document.documentElement.lang = LANG;
$(document, '.hint').textContent = document.body.dataset.hint || '';
$(document, '.people').setAttribute('aria-label', t('people'));
$(document, '.offline').textContent = t('offline');
connect();
