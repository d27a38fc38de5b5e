// A person sends a place.
import { $, fromTemplate, setText } from './dom.js';
import { act } from './acts.js';
import { addAction, openDialog } from './dialogs.js';
import { takeReply } from './state.js';
import { t } from './words.js';

export function sendLocationDialog(pane) {
  const dialog = openDialog(pane, 'place-dialog', t('sendLocation'), 'cancel');
  const form = fromTemplate('t-location');
  const [latitude, longitude, error] = ['.latitude', '.longitude', '.form-error'].map((selector) => $(form, selector));
  dialog.list.append(form);
  addAction(dialog, 'send', () => form.requestSubmit());
  form.onsubmit = (event) => {
    event.preventDefault();
    const [north, east] = [latitude, longitude].map(({ value }) => Number(value.trim().replace(',', '.') || NaN));
    if (!(Math.abs(north) <= 90 && Math.abs(east) <= 180)) {
      setText(error, t('wrongPlace'));
      return;
    }
    dialog.close();
    act(pane, { do: 'location', latitude: north, longitude: east, reply_to: takeReply(pane) });
  };
  if (dialog.mine) latitude.focus();
}
