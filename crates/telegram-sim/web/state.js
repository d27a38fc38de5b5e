// Who is on the page, and which chat of theirs is open.

const panes = new Map(); // person id -> pane
let latest = null; // the pane that had the focus last

export const allPanes = () => [...panes.values()];
export const paneOf = (person) => panes.get(person);
export const keepPane = (pane) => panes.set(pane.id, pane);
export const openedChat = (pane) => pane.chats.get(pane.open);
export const setLatest = (pane) => { latest = pane; };

// The pane that keys are meant for: the one with the focus, or the one that had it, if it can be seen.
export function currentPane() {
  const seen = allPanes().filter(({ visible }) => visible);
  const focused = allPanes().find(({ el }) => el.contains(document.activeElement));
  return focused || seen.find((pane) => pane === latest) || seen[0] || allPanes()[0];
}

// The message that is being replied to, once: what is sent next takes it along.
export function takeReply(pane) {
  const chat = openedChat(pane);
  const { replyTo } = chat;
  chat.replyTo = null;
  return replyTo;
}
