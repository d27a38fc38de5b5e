// The troubles that the panel offers: what each is called, what it teaches, and the fault that makes it.
import { addWords } from './words.js';

// Until they are ended. `fault` is the body of POST /control/faults.
export const TROUBLES = [
  { key: 'outage', fault: { kind: 'outage' } },
  { key: 'wait429', fault: { kind: '429', retry_after: 5 } },
  { key: 'lost', fault: { kind: 'lose_answer', method: 'sendMessage', every: 3 } },
  { key: 'slow', fault: { kind: 'slow', secs: 4 } },
  { key: 'errors', fault: { kind: '502', every: 2 } },
  { key: 'twice', fault: { kind: 'duplicate_updates' } },
];

// The same fault, as the server lists it.
export const isFault = (listed, { kind, method, chat }) =>
  listed.kind === kind && (listed.method ?? null) === (method ?? null) && (listed.chat ?? null) === (chat ?? null);

addWords({
  troubles: ['Неполадки', 'Troubles'], noTroubles: ['Всё работает', 'All is well'],
  troublesOn: ['Сейчас включено', 'On at present'], endAll: ['Прекратить всё', 'End all'], end: ['Прекратить', 'End'],
  telegramPart: ['Telegram', 'Telegram'], chatPart: ['Один чат', 'One chat'], botPart: ['Бот', 'The bot'],
  clockPart: ['Время', 'Time'], callsPart: ['Что делал бот', 'What the bot did'],
  outage: ['Telegram недоступен', 'Telegram is unreachable'],
  outage_why: ['Бот не получает и не отправляет ничего; после окончания всё доходит само, повторять не нужно.',
    'The bot gets and sends nothing; when it ends, everything arrives by itself and nothing need be repeated.'],
  wait429: ['«Слишком много запросов»', '“Too many requests”'],
  wait429_why: ['Telegram просит бота подождать 5 секунд (ответ 429); сообщения не теряются, а запаздывают.',
    'Telegram asks the bot to wait 5 seconds (answer 429); messages are late, not lost.'],
  lost: ['Ответы теряются', 'Answers get lost'],
  lost_why: ['Каждое третье сообщение доходит, но бот об этом не узнаёт и присылает его ещё раз: дубль — не ошибка.',
    'Each third message arrives, but the bot does not learn of it and sends it again: a double is no mistake.'],
  slow: ['Медленная связь', 'A slow connection'],
  slow_why: ['Каждый ответ Telegram идёт 4 секунды; дождитесь ответа, второе нажатие ничего не ускорит.',
    'Every answer of Telegram takes 4 seconds; wait for it, a second press makes nothing faster.'],
  errors: ['Ошибки сервера', 'Server errors'],
  errors_why: ['Каждый второй запрос кончается ошибкой 502; бот повторяет его с растущими паузами.',
    'Every second request ends with error 502; the bot repeats it after growing pauses.'],
  twice: ['Сообщения приходят боту дважды', 'The bot gets everything twice'],
  twice_why: ['Telegram доставляет одно и то же два раза; вторая заявка или второе закрытие появиться не должны.',
    'Telegram delivers the same thing two times; there must be no second order and no second closing.'],
  limits: ['Строгие ограничения Telegram', 'Strict limits of Telegram'],
  limits_why: ['Больше 30 сообщений в секунду, 1 в чат или 20 в минуту в группу — отказ 429, как в настоящем Telegram.',
    'More than 30 messages a second, 1 to a chat or 20 a minute to a group are refused with 429, as in the real Telegram.'],
  chat: ['Чат', 'Chat'], chat429: ['Подождать в этом чате', 'Wait in this chat'],
  chat429_why: ['Ответ 429 только здесь; в другие чаты бот пишет без задержки.',
    'Answer 429 here only; the bot writes to other chats without delay.'],
  block: ['Человек заблокировал бота', 'The person blocks the bot'],
  block_why: ['Бот больше не может ему писать и должен сказать об этом офису; любое сообщение боту снимает блокировку.',
    'The bot can no longer write to him and must tell the office; any message to the bot unblocks it.'],
  bot_running: ['Бот работает', 'The bot is running'], bot_stopped: ['Бот выключен', 'The bot is off'],
  bot_starting: ['Бот запускается…', 'The bot is starting…'], bot_stopping: ['Бот завершает работу…', 'The bot is ending…'],
  stop_bot: ['Выключить', 'Power off'], start_bot: ['Включить', 'Power on'], restart_bot: ['Перезапустить', 'Restart'],
  stop_bot_why: ['Как при отключении света: посреди дела и без прощания. Пишите дальше: Telegram хранит сообщения сутки.',
    'As when the power goes: half-way and without a farewell. Write on: Telegram keeps messages for a day.'],
  restart_bot_why: ['Бот доделывает начатое и запускается снова на той же базе; начатая форма продолжается.',
    'The bot finishes what is under way and starts again on the same database; a form half filled in goes on.'],
  clockAhead: ['Часы впереди на', 'The clock is ahead by'], clockReal: ['Часы идут верно', 'The clock is right'],
  jump: ['Перевести часы вперёд', 'Move the clock forward'], jumpBy: ['На сколько', 'By how much'],
  jump_none: ['Выберите, на сколько', 'Choose by how much'], jump_60: ['+1 минута', '+1 minute'], jump_3600: ['+1 час', '+1 hour'],
  jump_86400: ['+1 день', '+1 day'], jump_604800: ['+7 дней', '+7 days'],
  clock_why: ['Время идёт только вперёд: отправленное напоминание не отменить, а записи в базе упорядочены по времени.',
    'Time goes forward only: a reminder that was sent cannot be unsent, and what the database holds is ordered by time.'],
  days: ['д', 'd'], hours: ['ч', 'h'], minutes: ['мин', 'min'],
  noCalls: ['Пока ничего', 'Nothing yet'], call_0: ['нет ответа', 'no answer'],
});
