// Several people's Telegram side by side: where the parts of the page are put together.
import { $ } from './dom.js';
import { listenToKeys, showHelp } from './keyboard.js';
import { onChanged, refreshPanel, wirePanel } from './panel.js';
import { onAction, onAnswered, onToast, refreshPanes, updatePane } from './panes.js';
import { applyPreferences, switchLanguage, switchTheme } from './preferences.js';
import { openSearch } from './search.js';
import { listen } from './server.js';
import { currentPane } from './state.js';

applyPreferences();
$(document, '.hint').textContent = document.body.dataset.hint || '';
$(document, '.tool-theme').onclick = switchTheme;
$(document, '.tool-language').onclick = () => {
  switchLanguage();
  refreshPanes();
  refreshPanel();
};
$(document, '.tool-help').onclick = showHelp;
$(document, '.tool-search').onclick = () => openSearch(currentPane());
listenToKeys();
wirePanel();
listen(
  { pane: updatePane, toast: onToast, answered: onAnswered, action: onAction, changed: onChanged },
  (online) => { $(document, '.offline').hidden = online; },
);
