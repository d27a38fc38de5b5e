// Everything by keys: the search of buttons, people by number, arrows between buttons.
import { $, make } from './dom.js';
import { goToPane } from './panes.js';
import { openSearch } from './search.js';
import { allPanes, currentPane } from './state.js';
import { t } from './words.js';

// Where arrow keys move the focus, and between what.
const GROUPS = [
  ['.messages', '.inline-button'], ['.reply-keyboard', '.key'], ['.attach-menu', 'button'], ['.chips', '.chip'],
  ['.people', '.face'], ['.dialog-list', '.choice'],
];
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function listenToKeys() {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
    if (shortcut(event) || arrow(event) || fromEntry(event)) event.preventDefault();
  });
}

const writing = (node) => node.matches('textarea, input:not([type=checkbox], [type=range])');

function shortcut(event) {
  const { key, code, altKey, shiftKey, target } = event;
  const command = event.ctrlKey || event.metaKey;
  const digit = /^Digit([1-9])$/.exec(code)?.[1];
  // By place of the key, so that it works on a Russian keyboard as well.
  if (command && code === 'KeyK') openSearch(currentPane());
  else if (altKey && digit && allPanes()[digit - 1]) focusPane(allPanes()[digit - 1]);
  else if (key === 'F6') focusNext(shiftKey ? -1 : 1);
  else if (command || altKey || writing(target)) return false;
  else if (key === '/' || (code === 'Slash' && !shiftKey)) openSearch(currentPane());
  else if (key === '?' || (code === 'Slash' && shiftKey)) showHelp();
  else if (key === 'Escape' && target.closest('.pane')) focusPane(currentPane());
  else return false;
  return true;
}

function focusPane(pane) {
  goToPane(pane);
  const { el } = pane;
  const wanted = ['.dialogs button', '.start', '.entry'].map((selector) => $(el, selector));
  wanted.find((node) => node && node.offsetParent !== null)?.focus({ preventScroll: true });
}

function focusNext(step) {
  const panes = allPanes();
  if (panes.length) focusPane(panes[(panes.indexOf(currentPane()) + step + panes.length) % panes.length]);
}

// To the nearest button in that direction; at the end of a line to the next in order.
function arrow({ key, target, altKey, ctrlKey, metaKey }) {
  const step = STEPS[key];
  if (!step || altKey || ctrlKey || metaKey) return false;
  const [box, items] = groupOf(target);
  if (!box) return false;
  const next = step[0] ? items[items.indexOf(target) + step[0]] : nearest(target, items, step[1]);
  next?.focus();
  return true;
}

function groupOf(target) {
  for (const [outer, inner] of GROUPS) {
    const box = target.matches?.(inner) && target.closest(outer);
    if (box) return [box, [...box.querySelectorAll(inner)].filter((node) => node.offsetParent !== null)];
  }
  return [];
}

function nearest(from, items, down) {
  const here = from.getBoundingClientRect();
  const middle = here.left + here.width / 2;
  const ahead = items.map((node) => ({ node, box: node.getBoundingClientRect() }))
    .filter(({ box }) => (down > 0 ? box.top >= here.bottom - 1 : box.bottom <= here.top + 1));
  const distance = ({ box }) =>
    Math.abs(box.top - here.top) * 10 + Math.max(0, box.left - middle, middle - box.right);
  return ahead.sort((a, b) => distance(a) - distance(b))[0]?.node;
}

// From the empty entry up to the last message's buttons, and down to the bot's keyboard.
function fromEntry({ key, target }) {
  if (!target.matches('.entry') || target.value || (key !== 'ArrowUp' && key !== 'ArrowDown')) return false;
  const pane = target.closest('.pane');
  const buttons = [...pane.querySelectorAll(key === 'ArrowUp' ? '.messages:not([hidden]) .inline-button' : '.key')];
  const shown = buttons.filter((node) => node.offsetParent !== null);
  const last = shown.at(-1)?.closest('.inline');
  const wanted = key === 'ArrowUp' ? shown.find((node) => node.closest('.inline') === last) : shown[0];
  wanted?.focus();
  return wanted !== undefined;
}

export function showHelp() {
  const view = document.getElementById('help');
  const lines = [
    ['/  Ctrl+K', 'keySearch'], ['Alt+1 … Alt+9', 'keyPerson'], ['F6', 'keyNext'], ['← ↑ ↓ →', 'keyArrows'],
    ['Shift+Enter', 'keyLine'], ['Esc', 'keyEscape'], ['?', 'keyHelp'],
  ];
  $(view, '.help-list').replaceChildren(...lines.flatMap(([keys, what]) => {
    const name = make('dt', 'help-keys');
    name.append(...keys.split('  ').map((one) => make('kbd', '', one)));
    return [name, make('dd', 'help-what', t(what))];
  }));
  $(view, '.help-close').onclick = () => view.close();
  view.showModal();
}
