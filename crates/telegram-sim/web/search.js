// The search over all buttons of a pane: type a part of the label, press Enter.
import { $, fromTemplate, make, setText } from './dom.js';
import { openDialog } from './dialogs.js';
import { openedChat } from './state.js';
import { t } from './words.js';

let count = 0; // for ids: several panes may search at once

export function openSearch(pane) {
  const chat = pane && openedChat(pane);
  if (!chat || $(pane.el, '.dialogs').childElementCount > 0) return;
  const dialog = openDialog(pane, 'search', t('search'), 'cancel');
  const box = fromTemplate('t-search');
  const [input, list] = [$(box, '.search-input'), $(box, '.search-list')];
  const all = candidates(pane, chat);
  list.id = `search-list-${count += 1}`;
  input.setAttribute('aria-controls', list.id);
  let [shown, at] = [[], 0];
  const mark = (place) => {
    at = Math.max(0, Math.min(place, shown.length - 1));
    [...list.children].forEach((line, n) => line.setAttribute('aria-selected', String(n === at && shown.length > 0)));
    const chosen = list.children[at];
    input.setAttribute('aria-activedescendant', (shown.length && chosen.id) || '');
    chosen?.scrollIntoView({ block: 'nearest' });
  };
  const show = () => {
    shown = all.filter(({ text }) => fits(text, input.value));
    list.replaceChildren(...shown.map((found, n) => line(found, `${list.id}-${n}`)));
    if (!shown.length) list.append(make('li', 'search-empty', t('searchEmpty')));
    mark(0);
  };
  const press = () => {
    const found = shown[at];
    if (!found?.button.isConnected) return;
    dialog.close();
    found.button.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    found.button.click();
  };
  input.oninput = show;
  input.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) mark(at + step);
    else if (event.key === 'Enter') press();
    else return;
    event.preventDefault();
  };
  list.onclick = ({ target }) => {
    const chosen = target.closest('[role=option]');
    if (!chosen) return;
    mark([...list.children].indexOf(chosen));
    press();
  };
  dialog.list.append(box);
  show();
  input.focus();
}

// Inline buttons, the newest message first, then the keyboard below.
function candidates(pane, chat) {
  const labels = (node) => $(node.closest('.message'), '.text').textContent.trim().split('\n')[0];
  const inline = [...chat.list.querySelectorAll('.inline-button')].map((button) => ({ button, where: labels(button) }));
  const messages = [...new Set(inline.map(({ button }) => button.closest('.message')))].reverse();
  const newest = messages.flatMap((message) => inline.filter(({ button }) => message.contains(button)));
  const keys = [...pane.el.querySelectorAll('.key')].map((button) => ({ button, where: t('keyboardRow') }));
  return [...newest, ...keys].map((found) => ({ ...found, text: found.button.textContent }));
}

// Every word that was typed is somewhere in the label, whatever its case.
function fits(text, typed) {
  const simple = (words) => words.toLowerCase().replaceAll('ё', 'е');
  return simple(typed).split(/\s+/).every((word) => simple(text).includes(word));
}

function line({ text, where }, id) {
  const option = make('li', 'search-line');
  option.id = id;
  option.setAttribute('role', 'option');
  const [name, place] = [make('b', 'search-label'), make('span', 'search-where')];
  setText(name, text);
  setText(place, where);
  option.append(name, place);
  return option;
}
