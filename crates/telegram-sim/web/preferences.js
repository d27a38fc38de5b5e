// Light or dark, Russian or English: as the browser says until somebody chooses; choices are kept in the browser.
import { currentLanguage, localise, setLanguage } from './words.js';

// A browser may forbid the storage: then a choice lasts as long as the page.
const kept = (name) => {
  try {
    return localStorage.getItem(`telegram-sim.${name}`);
  } catch {
    return null;
  }
};
const keep = (name, value) => {
  try {
    localStorage.setItem(`telegram-sim.${name}`, value);
  } catch { /* nothing is lost but the memory */ }
};

const darkByBrowser = matchMedia('(prefers-color-scheme: dark)');
const root = document.documentElement;
const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : darkByBrowser.matches);

export function applyPreferences() {
  const theme = kept('theme');
  if (theme === 'dark' || theme === 'light') root.dataset.theme = theme;
  const browser = (navigator.language || 'ru').toLowerCase().startsWith('ru') ? 'ru' : 'en';
  const chosen = kept('language');
  setLanguage(chosen === 'ru' || chosen === 'en' ? chosen : browser);
  localise(document);
}

export function switchTheme() {
  root.dataset.theme = isDark() ? 'light' : 'dark';
  keep('theme', root.dataset.theme);
}

// The caller shows again what was made of words.
export function switchLanguage() {
  const next = currentLanguage() === 'ru' ? 'en' : 'ru';
  keep('language', next);
  setLanguage(next);
  localise(document);
}
