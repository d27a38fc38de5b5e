// A person records a voice message: one press begins, the next sends.
import { $, setText } from './dom.js';
import { sendFile } from './acts.js';
import { showToast } from './dialogs.js';
import { takeReply } from './state.js';
import { durationLabel, label, t } from './words.js';

export async function toggleRecording(pane) {
  if (pane.recorder) {
    pane.recorder.stop();
    return;
  }
  const stream = await microphone();
  if (!stream) {
    showToast(pane, t('noMicrophone'));
    return;
  }
  const [recorder, parts, begun] = [new MediaRecorder(stream), [], performance.now()];
  const seconds = () => Math.round((performance.now() - begun) / 1000);
  const clock = $(pane.el, '.record-time');
  const ticking = setInterval(() => setText(clock, durationLabel(seconds())), 500);
  showRecorder(pane, recorder);
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.onstop = () => {
    clearInterval(ticking);
    setText(clock, '');
    for (const track of stream.getTracks()) track.stop();
    showRecorder(pane, null);
    const type = recorder.mimeType.split(';')[0] || 'audio/ogg';
    const about = { kind: 'voice', name: 'voice', duration: seconds(), reply_to: takeReply(pane) };
    sendFile(pane, new Blob(parts, { type }), about);
  };
  recorder.start();
}

// Browsers give it only with the user's leave, and only to pages of this machine or over HTTPS.
async function microphone() {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    return null;
  }
}

function showRecorder(pane, recorder) {
  const button = $(pane.el, '.record');
  pane.recorder = recorder;
  button.classList.toggle('recording', recorder !== null);
  label(button, recorder ? 'stopRecord' : 'record');
}
