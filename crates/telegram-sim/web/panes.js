// People's panes and their chats: which is open, what is unread. The server sends whole panes; this module only diffs
// them into the page, so that scroll positions, focus and half-typed text survive every update.
import { $, arrange, fromTemplate, setAvatar, setText } from './dom.js';
import { excerpt, jumpTo, keyOf, patchMessages, withAlbums } from './messages.js';
import { setEntry, showBottom, wireCompose } from './compose.js';
import { wireAttach } from './attach.js';
import { act } from './acts.js';
import { allPanes, keepPane, openedChat, paneOf, setLatest } from './state.js';
import { openDialog, showToast } from './dialogs.js';
import { known, t } from './words.js';

const NEAR_BOTTOM = 80; // px
const ACTION_MS = 5000; // how long a bot "is typing", as in Telegram

export const toBottom = ({ list }) => { list.scrollTop = list.scrollHeight; };

export function goToPane(pane) {
  setLatest(pane);
  pane.el.scrollIntoView({ inline: 'center', block: 'nearest' });
}

// ---- what the server tells

export function updatePane(data) {
  const { person, chats, groups } = data;
  const before = paneOf(person.id);
  const pane = before || addPane(person.id);
  pane.data = data;
  showPerson(pane, person);
  pane.groups = groups || [];
  for (const chat of chats) updateChat(pane, chat, !before);
  for (const [id, chat] of pane.chats) {
    if (!chats.some((other) => other.id === id) && pane.chats.delete(id)) chat.list.remove();
  }
  arrange($(pane.el, '.chips'), chats.map(({ id }) => pane.chats.get(id).chip));
  if (!openedChat(pane)) openChat(pane, chats[0]?.id ?? null);
  else showOpened(pane);
  if (openedChat(pane)?.stuck) toBottom(openedChat(pane));
  markSeen(pane);
}

// Shows everything once more, after the language changed.
export const refreshPanes = () => allPanes().forEach(({ data }) => updatePane(data));

export function onToast({ person, text, alert }) {
  const pane = paneOf(person);
  stopSpinners(pane?.el); // a toast names no message: it answers whatever was pressed last
  if (pane && alert) openDialog(pane, 'alert', text, 'ok');
  else if (pane) showToast(pane, text);
}

export function onAnswered({ person, chat, message }) {
  stopSpinners(paneOf(person)?.chats.get(chat)?.items.get(message)?.node);
}

const stopSpinners = (root) => root?.querySelectorAll('.busy').forEach((node) => node.classList.remove('busy'));

// The bot is typing, or sending a file.
export function onAction({ chat: id, action }) {
  for (const pane of allPanes()) {
    const chat = pane.chats.get(id);
    if (!chat) continue;
    clearTimeout(chat.actionTimer);
    chat.action = known(action) ? action : 'typing';
    chat.actionTimer = setTimeout(() => { chat.action = null; showAction(pane); }, ACTION_MS);
    showAction(pane);
  }
}

function showAction(pane) {
  const { action, data } = openedChat(pane) || {};
  $(pane.el, '.typing').hidden = !action;
  setText($(pane.el, '.typing-text'), action ? `${data.kind === 'private' ? data.title : t('bot')} ${t(action)}` : '');
}

// ---- panes

function addPane(id) {
  const el = fromTemplate('t-pane');
  const pane = { id, el, face: fromTemplate('t-face'), chats: new Map(), open: null, groups: [], visible: true };
  el.dataset.person = id;
  pane.face.onclick = () => goToPane(pane);
  el.addEventListener('focusin', () => setLatest(pane));
  wireCompose(pane);
  wireAttach(pane);
  wireMessages(pane);
  $(document, '.people').append(pane.face);
  $(document, '.row').append(el);
  keepPane(pane);
  // Messages in a pane that is swiped away are news until the pane is looked at.
  new IntersectionObserver(([entry]) => {
    pane.visible = entry.isIntersecting;
    pane.face.classList.toggle('current', pane.visible);
    pane.face.setAttribute('aria-pressed', String(pane.visible));
    markSeen(pane);
  }, { threshold: 0.6 }).observe(el);
  return pane;
}

function wireMessages(pane) {
  const on = (selector, event, handle) => $(pane.el, selector).addEventListener(event, handle);
  on('.chats', 'click', ({ target }) => {
    const quote = target.closest('.message .quote');
    if (quote) jumpTo(openedChat(pane), Number(quote.dataset.target));
    target.closest('tg-spoiler, .tg-spoiler')?.classList.add('shown');
  });
  on('.chats', 'animationend', ({ target, animationName }) => {
    if (animationName === 'fade') target.classList.remove('busy');
    if (animationName === 'flash-bubble') target.closest('.message').classList.remove('flash');
  });
  on('.down', 'click', () => toBottom(openedChat(pane)));
  on('.start', 'click', () => act(pane, { do: 'start' }));
  on('.pinned', 'click', () => {
    const chat = openedChat(pane);
    jumpTo(chat, chat.data.pinned?.id);
  });
}

function showPerson({ el, face }, { id, name, about }) {
  setText($(el, '.name'), name);
  setText($(el, '.about'), about || '');
  el.setAttribute('aria-label', name);
  face.title = about ? `${name} · ${about}` : name;
  face.dataset.person = id;
  setText($(face, '.face-name'), name.split(' ')[0]);
  setAvatar($(el, '.avatar'), name);
  setAvatar($(face, '.avatar'), name);
}

// ---- chats

function addChat(pane, { id, kind }) {
  const chat = {
    id, data: null, items: new Map(), draft: '', replyTo: null, collapsed: false, keyboard: '', action: null,
    unread: 0, stuck: true, top: 0, chip: fromTemplate('t-chip'), list: fromTemplate('t-chat'),
  };
  chat.chip.dataset.chat = chat.list.dataset.chat = id;
  chat.chip.onclick = () => openChat(pane, id);
  $(chat.chip, 'use').setAttribute('href', `#i-${kind}`);
  chat.list.classList.add(kind);
  chat.list.addEventListener('scroll', () => onScroll(pane, chat), { passive: true });
  // The list shrinks when a keyboard opens, messages grow when a picture or a font comes late: keep the end in view.
  chat.sizes = new ResizeObserver(() => chat.stuck && toBottom(chat));
  chat.sizes.observe(chat.list);
  $(pane.el, '.chats').append(chat.list);
  pane.chats.set(id, chat);
  return chat;
}

function updateChat(pane, data, firstLoad) {
  const chat = pane.chats.get(data.id) || addChat(pane, data);
  const messages = withAlbums(data.messages);
  const fresh = messages.filter((message) => !chat.items.has(keyOf(message)));
  chat.data = { ...data, messages };
  chat.list.dataset.empty = t(data.kind === 'private' ? 'startHint' : 'empty');
  setText($(chat.chip, '.chip-title'), data.title);
  chat.list.setAttribute('aria-label', data.title);
  patchMessages(chat);
  // A page just opened can't know what was read: in chats it doesn't show, all since the person's own last words is news.
  const news = firstLoad && data.kind === 'private' ? [] : fresh;
  const said = firstLoad ? news.findLastIndex((message) => message.out) : -1;
  chat.unread += news.slice(said + 1).filter((message) => !message.out && !message.service).length;
  if (fresh.some((message) => message.out)) chat.stuck = true;
  if (fresh.some((message) => message.bot)) chat.action = null;
  if (!messages.some(({ ids }) => ids.includes(chat.replyTo))) chat.replyTo = null;
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
  showOpened(pane);
  setEntry(entry, chat?.draft || '');
  if (!chat) return;
  $(pane.el, '.chips').scrollLeft = chat.chip.offsetLeft - 40; // scrollIntoView would move the panes as well
  chat.list.scrollTop = chat.stuck ? chat.list.scrollHeight : chat.top;
  markSeen(pane);
}

// All around the messages of the open chat.
function showOpened(pane) {
  const chat = openedChat(pane);
  const pinned = chat?.data.pinned;
  $(pane.el, '.pinned').hidden = !pinned;
  const there = pinned && chat.data.messages.find(({ ids }) => ids.includes(pinned.id));
  setText($(pane.el, '.pinned-text'), pinned ? pinned.text || (there && excerpt(there)) || t('other') : '');
  showAction(pane);
  showBottom(pane);
}

function onScroll(pane, chat) {
  const { hidden, scrollHeight, scrollTop, clientHeight } = chat.list;
  if (hidden) return; // hiding a list resets its offset
  const nearBottom = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
  // Only who scrolls up leaves the end; a list that grew is still at its end, and soon shows it.
  if (nearBottom || scrollTop < chat.top) chat.stuck = nearBottom;
  chat.top = scrollTop;
  markSeen(pane);
}

// Forgets the open chat's unread count if its end is really in view, then shows all counts.
function markSeen({ el, face, chats, open, visible }) {
  const opened = chats.get(open);
  if (opened && visible && opened.stuck) opened.unread = 0;
  for (const chat of chats.values()) {
    const unread = chat.unread > 0 && chat !== opened;
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
