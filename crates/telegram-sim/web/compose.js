// What a person writes and presses: the entry, the reply bar, inline buttons, the bot's keyboard.
import { $, animate, arrangeButtons, make, setAvatar } from './dom.js';
import { excerpt, patchQuote } from './messages.js';
import { act } from './acts.js';
import { openDialog, showToast } from './dialogs.js';
import { sendLocationDialog } from './location.js';
import { openedChat } from './state.js';
import { t } from './words.js';

// Shows the reply bar, the entry and the bot's keyboard of the open chat.
export function showBottom(pane) {
  const { el } = pane;
  const chat = openedChat(pane);
  const unstarted = chat?.data.kind === 'private' && !chat.data.messages.length;
  const rows = (!unstarted && chat?.data.reply_keyboard) || [];
  const target = chat?.data.messages.find(({ ids }) => ids.includes(chat.replyTo));
  $(el, '.bottom').hidden = !chat;
  $(el, '.start').hidden = !unstarted;
  $(el, '.compose').hidden = unstarted;
  $(el, '.reply-bar').hidden = !target;
  patchQuote($(el, '.reply-bar .quote'), target && { from: target.from, text: excerpt(target) });
  $(el, '.keyboard-toggle').hidden = !rows.length;
  $(el, '.keyboard-toggle').setAttribute('aria-expanded', String(!chat?.collapsed));
  $(el, '.reply-keyboard').hidden = !rows.length || chat.collapsed;
  arrangeButtons($(el, '.reply-keyboard'), rows, 'key', (key, button) => { key.onclick = () => pressKey(pane, button); });
}

function pressKey(pane, { text, request_chat: group, request_contact: contact, request_location: place }) {
  if (contact) act(pane, { do: 'contact' });
  else if (place) sendLocationDialog(pane);
  else if ((group ?? null) !== null) showPicker(pane, group);
  else act(pane, { do: 'send', text, reply_to: null });
}

export function setEntry(entry, text) {
  if (text !== entry.value) entry.value = text;
  entry.style.height = '';
  if (text) entry.style.height = `${entry.scrollHeight}px`; // capped by max-height
  entry.closest('.compose').classList.toggle('written', text.trim() !== '');
}

export function setReply(pane, message) {
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
  if (button.dataset.url) {
    window.open(button.dataset.url, '_blank', 'noopener');
    return;
  }
  if (button.dataset.copy) {
    await navigator.clipboard?.writeText(button.dataset.copy).catch(() => {});
    showToast(pane, `${t('copied')}: ${button.dataset.copy}`);
    return;
  }
  const index = [Number(button.dataset.row), Number(button.dataset.col)];
  animate(button, 'busy');
  if (!await act(pane, { do: 'press', message: messageOf(button), index })) button.classList.remove('busy');
}

export function wireCompose(pane) {
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
  });
  on('.keyboard-toggle', 'click', () => {
    openedChat(pane).collapsed = !openedChat(pane).collapsed;
    showBottom(pane);
  });
  on('.reply-cancel', 'click', () => setReply(pane, null));
}

// The person chooses a group for a button that asks for one.
function showPicker(pane, request) {
  const { list, close } = openDialog(pane, 'picker', t(pane.groups.length ? 'pickGroup' : 'noGroups'), 'cancel');
  for (const { id, title } of pane.groups) {
    const choice = Object.assign(make('button', 'choice'), { type: 'button' });
    const avatar = make('span', 'avatar');
    setAvatar(avatar, title);
    avatar.setAttribute('aria-hidden', 'true');
    choice.append(avatar, make('span', 'choice-title', title));
    choice.dataset.group = id;
    choice.onclick = () => act(pane, { do: 'share_chat', request_id: request, group: id });
    choice.addEventListener('click', close);
    list.append(choice);
  }
}
