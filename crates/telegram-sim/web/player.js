// A player of voice messages and music: a button, a line to seek on, the time.
import { $, fromTemplate, setText } from './dom.js';
import { durationLabel, label } from './words.js';

let playing = null; // one sound at a time

export function soundPlayer({ kind, name, duration }, url) {
  const box = fromTemplate('t-sound');
  const [button, line, time] = [$(box, '.sound-play'), $(box, '.sound-line'), $(box, '.sound-time')];
  const audio = Object.assign(new Audio(), { preload: 'none', src: url });
  // Recordings of browsers say "infinite" until they were played to the end.
  const whole = () => (Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : duration || 0);
  const show = () => {
    label(button, audio.paused ? 'play' : 'pause');
    $(button, 'use').setAttribute('href', audio.paused ? '#i-play' : '#i-pause');
    line.max = whole() || 1;
    line.value = audio.currentTime;
    setText(time, durationLabel(audio.currentTime || whole()));
  };
  box.classList.add(kind);
  setText($(box, '.sound-name'), name || '');
  button.onclick = () => {
    if (!audio.paused) return audio.pause();
    if (playing && playing !== audio) playing.pause();
    playing = audio;
    return audio.play().catch(() => box.classList.add('broken'));
  };
  line.oninput = () => { audio.currentTime = Number(line.value); };
  for (const event of ['play', 'pause', 'timeupdate', 'durationchange', 'ended']) audio.addEventListener(event, show);
  show();
  return box;
}
