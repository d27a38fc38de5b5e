// The side panel: troubles, the bot's switch, the clock, the bot's calls. All it does goes through the control
// interface, as anybody's program could.
import { $, arrange, make, setText } from './dom.js';
import { control } from './server.js';
import { isFault, TROUBLES } from './troubles.js';
import { label, localise, t } from './words.js';

const REFRESH_MS = 300; // changes come in bursts: at most so often
const CALLS_SHOWN = 40;
const JUMPS = [0, 60, 3600, 86400, 604800]; // seconds

const panel = $(document, '.panel');
const opener = $(document, '.tool-panel');
let state = null; // what the server said last
let moment = ''; // date and time by the simulator's clock
let calls = []; // newest first
let seen = null; // how many calls were fetched
let timer = null;

export function wirePanel() {
  opener.onclick = () => showPanel(panel.hidden);
  $(panel, '.panel-close').onclick = () => showPanel(false);
  panel.addEventListener('keydown', ({ key }) => key === 'Escape' && showPanel(false));
  $(panel, '.end-all').onclick = endAll;
  $(panel, '.chat-choice').onchange = render;
  for (const trouble of TROUBLES) addSwitch('.telegram-list', trouble.key, () => toggleFault(trouble.fault));
  addSwitch('.telegram-list', 'limits', () => change('POST', 'limits', { enforce: !state.limits.enforce }));
  addSwitch('.chat-list', 'chat429', () => toggleFault(chatFault()));
  addSwitch('.chat-list', 'block', () => setBlocked(chosenChat(), !isBlocked(chosenChat())));
  for (const button of panel.querySelectorAll('[data-hook]')) {
    button.onclick = () => change('POST', `hooks/${button.dataset.hook}`);
  }
  $(panel, '.jump-range').oninput = renderClock;
  $(panel, '.jump').onclick = jump;
}

// The server rang: something changed.
export function onChanged({ date, time }) {
  moment = `${date.split('-').reverse().join('.')} ${time}`;
  timer ??= setTimeout(refresh, REFRESH_MS);
}

// Shows everything once more, after the language changed.
export function refreshPanel() {
  localise(panel);
  if (state) render();
}

function showPanel(open) {
  panel.hidden = !open;
  opener.setAttribute('aria-expanded', String(open));
  document.body.classList.toggle('with-panel', open);
  if (open) {
    $(panel, '.panel-close').focus();
    refresh();
  } else {
    opener.focus();
  }
}

async function refresh() {
  clearTimeout(timer);
  timer = null;
  const fresh = await control('GET', 'state');
  if (!fresh) return;
  state = fresh;
  if (!panel.hidden) await fetchCalls();
  render();
}

async function fetchCalls() {
  if (seen > state.calls) [seen, calls] = [null, []]; // another simulator took over
  const since = seen ?? Math.max(0, state.calls - CALLS_SHOWN);
  const more = await control('GET', `calls?since=${since}`);
  if (!more) return;
  seen = more.next;
  const numbered = more.calls.map((call, at) => ({ ...call, number: since + at }));
  // Two refreshes may overlap: nothing is listed twice.
  const known = calls[0]?.number ?? -1;
  calls = [...numbered.filter(({ number }) => number > known).reverse(), ...calls].slice(0, CALLS_SHOWN);
}

async function change(method, path, body) {
  await control(method, path, body);
  await refresh();
}

// ---- troubles

const chosenChat = () => Number($(panel, '.chat-choice').value);
const chatFault = () => ({ kind: '429', retry_after: 5, chat: chosenChat() });
const isBlocked = (id) => state.people.some((person) => person.id === id && person.blocked.length > 0);
const listed = (fault) => state.faults.find((other) => isFault(other, fault));
const setBlocked = (id, blocked) => change('POST', `people/${id}`, { blocked });

function toggleFault(fault) {
  const on = listed(fault);
  return on ? change('DELETE', `faults/${on.id}`) : change('POST', 'faults', fault);
}

async function endAll() {
  await control('DELETE', 'faults');
  await control('POST', 'limits', { enforce: false });
  for (const { id, blocked } of state.people) if (blocked.length) await control('POST', `people/${id}`, { blocked: false });
  if (state.status?.bot === 'stopped') await control('POST', 'hooks/start_bot');
  await refresh();
}

// Everything that is on, with the way to end it.
function active() {
  const faults = state.faults.map((fault) => ({
    text: faultName(fault), count: fault.spoiled, end: () => change('DELETE', `faults/${fault.id}`),
  }));
  const blocked = state.people.filter((person) => person.blocked.length > 0)
    .map(({ id }) => ({ text: `${t('block')}: ${titleOf(id)}`, end: () => setBlocked(id, false) }));
  const limits = { text: t('limits'), end: () => change('POST', 'limits', { enforce: false }) };
  const off = { text: t('bot_stopped'), end: () => change('POST', 'hooks/start_bot') };
  return [
    ...(state.status?.bot === 'stopped' ? [off] : []), ...faults, ...blocked, ...(state.limits.enforce ? [limits] : []),
  ];
}

function faultName(fault) {
  const known = TROUBLES.find((trouble) => isFault(fault, trouble.fault));
  if (known) return t(known.key);
  const name = fault.kind === '429' ? t('wait429') : fault.kind;
  return [name, fault.method, fault.chat && titleOf(fault.chat)].filter(Boolean).join(', ');
}

function titleOf(id) {
  const person = state.people.find((other) => other.id === id);
  if (person) return [person.first_name, person.last_name].filter(Boolean).join(' ');
  return state.groups.find((other) => other.id === id)?.title ?? String(id);
}

// ---- what is shown

function addSwitch(list, key, toggle) {
  const item = $(document, '#t-switch').content.cloneNode(true).firstElementChild;
  const button = $(item, 'button');
  item.dataset.trouble = key;
  $(item, '.switch-name').dataset.text = key;
  $(item, '.switch-why').dataset.text = `${key}_why`;
  button.setAttribute('aria-describedby', `why-${key}`);
  $(item, '.switch-why').id = `why-${key}`;
  button.onclick = () => state && toggle();
  localise(item);
  $(panel, list).append(item);
}

function setSwitch(key, on, usable = true) {
  const button = $(panel, `[data-trouble="${key}"] button`);
  button.setAttribute('aria-checked', String(on));
  button.disabled = !usable;
}

function render() {
  const now = active();
  const count = $(opener, '.tool-count');
  setText(count, now.length ? String(now.length) : '');
  label(opener, 'troubles');
  if (now.length) opener.setAttribute('aria-label', `${t('troubles')}: ${now.length}`);
  if (panel.hidden) return;
  renderActive(now);
  renderChats();
  for (const { key, fault } of TROUBLES) setSwitch(key, listed(fault) !== undefined);
  setSwitch('limits', state.limits.enforce);
  setSwitch('chat429', listed(chatFault()) !== undefined);
  setSwitch('block', isBlocked(chosenChat()), chosenChat() > 0);
  renderBot();
  renderClock();
  renderCalls();
}

function renderActive(now) {
  $(panel, '.end-all').hidden = !now.length;
  const list = $(panel, '.active-list');
  list.replaceChildren(...now.map(({ text, count, end }) => {
    const [line, button] = [make('li', 'active-line'), Object.assign(make('button', 'active-end', t('end')), { type: 'button' })];
    button.setAttribute('aria-label', `${t('end')}: ${text}`);
    button.onclick = end;
    line.append(make('span', 'active-name', text), make('span', 'active-count', count ? `×${count}` : ''), button);
    return line;
  }));
  if (!now.length) list.append(make('li', 'active-none', t('noTroubles')));
}

function renderChats() {
  const choice = $(panel, '.chat-choice');
  const groups = state.groups.filter((group) => !group.migrated_to);
  const wanted = [...state.people, ...groups].map(({ id }) => ({ id: String(id), title: titleOf(id) }));
  const look = JSON.stringify(wanted);
  if (choice.dataset.look === look) return;
  choice.dataset.look = look;
  const before = choice.value;
  choice.replaceChildren(...wanted.map(({ id, title }) => new Option(title, id)));
  if (wanted.some(({ id }) => id === before)) choice.value = before;
}

function renderBot() {
  const status = state.status?.bot;
  $(panel, '.bot-part').hidden = !state.hooks.includes('restart_bot');
  setText($(panel, '.bot-status'), status ? t(`bot_${status}`) : '');
  $(panel, '.bot-status').dataset.status = status || '';
  for (const button of panel.querySelectorAll('[data-hook]')) {
    const wanted = button.dataset.hook === 'start_bot' ? 'stopped' : 'running';
    const focused = button === document.activeElement;
    button.hidden = status !== wanted;
    if (button.hidden && focused) $(panel, '.panel-close').focus();
  }
}

function renderClock() {
  if (!state) return;
  const { kind, shift = 0 } = state.clock;
  const chosen = JUMPS[$(panel, '.jump-range').value];
  setText($(panel, '.clock-now'), moment);
  setText($(panel, '.clock-shift'), shift ? `${t('clockAhead')} ${spanLabel(shift)}` : t('clockReal'));
  const text = t(chosen ? `jump_${chosen}` : 'jump_none');
  setText($(panel, '.jump-value'), text);
  $(panel, '.jump-range').setAttribute('aria-valuetext', text);
  $(panel, '.clock-part').title = t('clock_why');
  $(panel, '.jump').disabled = !chosen || kind === 'standing';
}

async function jump() {
  const range = $(panel, '.jump-range');
  const shift = (state.clock.shift || 0) + JUMPS[range.value];
  range.value = 0;
  await change('POST', 'clock', { shift });
}

function spanLabel(seconds) {
  const parts = [[Math.floor(seconds / 86400), 'days'], [Math.floor(seconds / 3600) % 24, 'hours'], [Math.floor(seconds / 60) % 60, 'minutes']];
  return parts.filter(([count]) => count).map(([count, unit]) => `${count} ${t(unit)}`).join(' ');
}

function renderCalls() {
  const list = $(panel, '.calls');
  const lines = calls.map((call) => {
    const line = [...list.children].find((node) => node.dataset.number === String(call.number)) || callLine(call);
    setText($(line, '.call-chat'), call.params?.chat_id === undefined ? '' : titleOf(Number(call.params.chat_id)));
    setText($(line, '.call-status'), call.outcome ? String(call.outcome) : t('call_0'));
    return line;
  });
  arrange(list, lines);
  list.dataset.empty = t('noCalls');
}

function callLine({ number, method, outcome }) {
  const line = make('li', `call ${outcome === 200 ? 'good' : 'bad'}`);
  line.dataset.number = number;
  line.append(make('b', 'call-method', method), make('span', 'call-chat'), make('span', 'call-status'));
  return line;
}
