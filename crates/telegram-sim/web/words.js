// Every word of the page in Russian and English, and how dates, sizes and durations are written.

const WORDS = { // key: [Russian, English]
  title: ['Симулятор Telegram', 'Telegram simulator'],
  people: ['Люди', 'People'], chats: ['Чаты', 'Chats'], bot: ['бот', 'bot'], edited: ['изменено', 'edited'],
  send: ['Отправить', 'Send'], entry: ['Сообщение', 'Message'], keyboard: ['Кнопки бота', 'Bot keyboard'],
  reply: ['Ответить', 'Reply'], cancelReply: ['Отменить ответ', 'Cancel reply'], unread: ['непрочитанных', 'unread'],
  toBottom: ['К последним сообщениям', 'To the latest messages'], ok: ['OK', 'OK'], cancel: ['Отмена', 'Cancel'],
  close: ['Закрыть', 'Close'], start: ['Старт', 'START'], empty: ['Здесь пока нет сообщений', 'No messages here yet'],
  startHint: ['Нажмите «Старт», чтобы начать разговор с ботом', 'Press START to begin talking to the bot'],
  pickGroup: ['Выберите группу', 'Choose a group'], noGroups: ['Подходящих групп нет', 'No suitable groups'],
  offline: ['Нет связи с сервером, переподключаемся…', 'No connection to the server, reconnecting…'],
  copied: ['Скопировано', 'Copied'], failed: ['Не получилось', 'That did not work'],
  theme: ['Светлая или тёмная', 'Light or dark'], language: ['English', 'По-русски'], languageSign: ['EN', 'РУ'],
  help: ['Клавиши', 'Keyboard shortcuts'],
  // Media.
  photo: ['Фотография', 'Photo'], video: ['Видео', 'Video'], voice: ['Голосовое сообщение', 'Voice message'],
  audio: ['Аудио', 'Audio'], video_note: ['Видеосообщение', 'Video message'], animation: ['GIF', 'GIF'],
  document: ['Файл', 'File'], sticker: ['Стикер', 'Sticker'], location: ['Место на карте', 'Location'],
  contact: ['Контакт', 'Contact'], other: ['Сообщение', 'Message'], openPhoto: ['Открыть фотографию', 'Open the photo'],
  download: ['Скачать', 'Download'], openMap: ['Открыть на карте', 'Open on a map'], call: ['Позвонить', 'Call'],
  forwardedFrom: ['Переслано от', 'Forwarded from'], topic: ['Тема', 'Topic'], pinned: ['Закреплено', 'Pinned'],
  play: ['Слушать', 'Play'], pause: ['Пауза', 'Pause'], position: ['Место в записи', 'Position'],
  previous: ['Предыдущая', 'Previous'], next: ['Следующая', 'Next'],
  typing: ['печатает…', 'is typing…'], upload_document: ['отправляет файл…', 'is sending a file…'],
  upload_photo: ['отправляет фото…', 'is sending a photo…'], record_voice: ['записывает голос…', 'is recording voice…'],
  // Sending media.
  attach: ['Прикрепить', 'Attach'], attachFile: ['Фото, файл или аудио', 'Photo, file or audio'],
  attachLocation: ['Место на карте', 'Location'], attachContact: ['Мой контакт', 'My contact'],
  dropHere: ['Отпустите, чтобы отправить', 'Drop to send'], sendFiles: ['Отправить файлы', 'Send files'],
  caption: ['Подпись', 'Caption'], asFile: ['Без сжатия, файлом', 'As a file, uncompressed'],
  tooBig: ['больше 20 МБ, не отправлен', 'is over 20 MB and was not sent'],
  record: ['Записать голосовое', 'Record a voice message'], stopRecord: ['Отправить запись', 'Send the recording'],
  noMicrophone: ['Браузер не даёт микрофон', 'The browser gives no microphone'],
  sendLocation: ['Отправить место', 'Send a location'], latitude: ['Широта', 'Latitude'], longitude: ['Долгота', 'Longitude'],
  wrongPlace: ['Широта от −90 до 90, долгота от −180 до 180', 'Latitude −90 to 90, longitude −180 to 180'],
  // The search of buttons and the keys.
  search: ['Найти кнопку', 'Find a button'], searchEmpty: ['Такой кнопки нет', 'No such button'],
  keyboardRow: ['кнопки внизу', 'keyboard below'],
  keySearch: ['найти кнопку и нажать', 'find a button and press it'],
  keyPerson: ['перейти к человеку с этим номером', 'go to the person with this number'],
  keyNext: ['следующий человек', 'the next person'], keyArrows: ['между кнопками', 'between buttons'],
  keyEscape: ['закрыть, отменить', 'close, cancel'], keyHelp: ['эта памятка', 'this list'],
  keyLine: ['новая строка', 'a new line'],
  // Service messages: $who did it, $about what.
  new_chat_members: ['$who: в группе теперь $about', '$who added $about'],
  left_chat_member: ['$who: $about больше не в группе', '$who removed $about'],
  migrate_to_chat_id: ['Группа стала супергруппой', 'The group became a supergroup'],
  migrate_from_chat_id: ['Супергруппа создана из группы', 'The supergroup was created from the group'],
  chat_shared: ['$who: выбрана группа «$about»', '$who shared the group “$about” with the bot'],
  pinned_message: ['$who: сообщение закреплено', '$who pinned a message'],
  forum_topic_created: ['$who: новая тема «$about»', '$who created the topic “$about”'],
  forum_topic_edited: ['$who: тема теперь «$about»', '$who renamed the topic to “$about”'],
  forum_topic_closed: ['$who: тема закрыта', '$who closed the topic'],
  forum_topic_reopened: ['$who: тема снова открыта', '$who reopened the topic'],
};

let language = 'ru';

// Other modules that have words of their own add them.
export const addWords = (words) => Object.assign(WORDS, words);
export const known = (key) => Object.hasOwn(WORDS, key);
export const t = (key) => WORDS[key]?.[language === 'ru' ? 0 : 1] ?? key;
export const currentLanguage = () => language;

export function setLanguage(wanted) {
  language = wanted;
  document.documentElement.lang = wanted;
  document.title = t('title');
}

// Puts the words into nodes that name them: `data-text` as content, `data-label` as the name for screen readers.
export function localise(root) {
  for (const node of root.querySelectorAll('[data-text]')) node.textContent = t(node.dataset.text);
  for (const node of root.querySelectorAll('[data-label]')) label(node, node.dataset.label);
}

export function label(node, key) {
  node.dataset.label = key;
  node.setAttribute('aria-label', t(key));
  if (node.matches('button, summary')) node.title = t(key);
  if (node.matches('textarea, input[type=search]')) node.placeholder = t(key);
}

export const dateLabel = (date) =>
  new Date(`${date}T00:00Z`).toLocaleDateString(language, { day: 'numeric', month: 'long', timeZone: 'UTC' });

export function sizeLabel(bytes) {
  const units = language === 'ru' ? ['Б', 'КБ', 'МБ'] : ['B', 'KB', 'MB'];
  let [size, unit] = [bytes, 0];
  for (; size >= 1024 && unit < 2; unit++) size /= 1024;
  return `${size.toLocaleString(language, { maximumFractionDigits: unit && size < 10 ? 1 : 0 })} ${units[unit]}`;
}

export function durationLabel(seconds) {
  const whole = Math.max(0, Math.round(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
