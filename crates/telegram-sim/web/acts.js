// What people do: asked of the server, with a notice in their pane when it refuses.
import { showToast } from './dialogs.js';
import * as server from './server.js';
import { t } from './words.js';

export async function act(pane, what) {
  const answer = await server.act(pane, what);
  if (!answer.ok) showToast(pane, answer.error || t('failed'));
  return answer.ok;
}

// `about` is `{ kind, name, caption?, duration?, reply_to?, album? }`.
export async function sendFile(pane, file, about) {
  let answer = await server.upload(pane, file, about);
  // A browser can show pictures that the server does not know: they go as files.
  if (!answer.ok && about.kind === 'photo') answer = await server.upload(pane, file, { ...about, kind: 'document' });
  if (!answer.ok) showToast(pane, `${about.name}: ${answer.error || t('failed')}`);
}
