// The way to the server: what people do goes there, what they see comes back as events.
import { t } from './words.js';

const RECONNECT_MS = 2000;

const readAnswer = (response) => response.json().catch(() => ({ ok: response.ok }));
const noAnswer = () => ({ ok: false, error: t('offline') });

// Resolves to `{ ok, error? }`; never rejects.
export function act(pane, what) {
  const body = JSON.stringify({ person: pane.id, chat: pane.open, ...what });
  const request = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
  return fetch('chat/act', request).then(readAnswer).catch(noAnswer);
}

// Sends a file of a person; `about` is `{ kind, name, caption?, duration?, reply_to?, album? }`.
export function upload(pane, file, about) {
  const query = new URLSearchParams({ person: pane.id, chat: pane.open });
  for (const [name, value] of Object.entries(about)) if (value !== null && value !== undefined) query.set(name, value);
  const headers = { 'Content-Type': file.type || 'application/octet-stream' };
  return fetch(`chat/upload?${query}`, { method: 'POST', headers, body: file }).then(readAnswer).catch(noAnswer);
}

// A call of the control interface; `null` when it did not work.
export async function control(method, path, body) {
  const request = { method };
  if (body !== undefined) {
    request.headers = { 'Content-Type': 'application/json' };
    request.body = JSON.stringify(body);
  }
  try {
    const response = await fetch(`control/${path}`, request);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

// Listens until the page is closed. `handlers` are by the name of the event, `online` is told whether there is a
// connection.
export function listen(handlers, online) {
  const events = new EventSource('chat/events');
  for (const [name, handle] of Object.entries(handlers)) {
    events.addEventListener(name, ({ data }) => handle(JSON.parse(data)));
  }
  events.onopen = () => online(true);
  events.onerror = () => {
    online(false);
    // The browser retries dropped streams itself, but gives up after an HTTP error.
    if (events.readyState === EventSource.CLOSED) setTimeout(() => listen(handlers, online), RECONNECT_MS);
  };
}
