// Small helpers for the DOM. Everything here only writes real changes, so that text selections, focus and screen
// readers are not disturbed by updates that change nothing.
import { localise } from './words.js';

export const $ = (root, selector) => root.querySelector(selector);

export const make = (tag, className, text = '') =>
  Object.assign(document.createElement(tag), { className, textContent: text });

export const plain = (html) => new DOMParser().parseFromString(html, 'text/html').body.textContent;

export const setText = (node, text) => node.textContent !== text && (node.textContent = text);

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

export function fromTemplate(id) {
  const copy = document.getElementById(id).content.cloneNode(true);
  localise(copy);
  return copy.firstElementChild;
}

// Makes `parent` hold exactly `nodes` in this order. Strays leave first, so the nodes that stay are not moved (moving
// a node would drop its focus).
export function arrange(parent, nodes) {
  const keep = new Set(nodes);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let cursor = parent.firstElementChild;
  for (const node of nodes) {
    if (node === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
}

// A word longer than any button is wide.
const ENDLESS = /\S{19}/;

// Rows of buttons, reused by position: the one just pressed keeps its focus through the update that it causes.
export function arrangeButtons(box, rows, className, fill) {
  arrange(box, rows.map((row, r) => {
    const line = box.children[r] || make('div', `${className}-row`);
    arrange(line, row.map((cell, c) => {
      const button = line.children[c] || Object.assign(make('button', className), { type: 'button' });
      setText(button, cell.text);
      button.classList.toggle('endless', ENDLESS.test(cell.text));
      fill(button, cell);
      return button;
    }));
    return line;
  }));
}

// Starts a class's CSS animation afresh; the class is removed at its end by whoever listens to `animationend`.
export function animate(node, className) {
  node.classList.remove(className);
  void node.offsetWidth; // without this reflow a running animation would just go on
  node.classList.add(className);
}

const TONES = 7; // how many avatar colours style.css defines

// By name, not by id: groups know their senders only by name.
export const toneOf = (name) =>
  [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 0) % TONES;

export function setAvatar(node, name) {
  const words = name.match(/[\p{L}\p{N}]+/gu) || ['?'];
  setText(node, words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join(''));
  node.dataset.tone = toneOf(name);
}
