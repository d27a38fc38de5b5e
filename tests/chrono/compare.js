// Reads each form of forms.json with both and compares the beginnings. A difference needs its reason in the table; a
// reason where both agree is out of date.
"use strict";

const { spawnSync } = require("node:child_process");
const path = require("node:path");

const [library, program] = process.argv.slice(2);
const chrono = require(path.resolve(library, "node_modules/chrono-node"));
const { now, zone, forms } = require("./forms.json");

const readers = { en: chrono.en.casual, ru: chrono.ru.casual };

function theirs({ text, lang }) {
  const [found] = readers[lang].parse(text, new Date(now), { forwardDate: true });
  return found ? found.start.date().getTime() : null;
}

function ours() {
  const questions = forms.map(({ text }) => JSON.stringify({ text, now, zone }) + "\n").join("");
  const ran = spawnSync(program, ["explain", "when"], { input: questions, encoding: "utf8" });
  if (ran.status !== 0) throw new Error(`explain when: exit code ${ran.status}: ${ran.stderr}`);
  return ran.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

const show = (time) => (time === null ? "nothing" : new Date(time).toISOString());
const wrong = [];
let agreed = 0;
ours().forEach((answer, index) => {
  const form = forms[index];
  const mine = answer.from ? Date.parse(answer.from) : null;
  const other = theirs(form);
  const same = mine !== null && mine === other;
  if (same) agreed += 1;
  if (same !== !form.differs) {
    const why = form.differs ? `a difference is expected: ${form.differs}` : "they differ, and no reason is given";
    wrong.push(`${form.text}: ${show(mine)} here (${JSON.stringify(answer)}), ${show(other)} there; ${why}`);
  }
});
wrong.forEach((line) => console.error(line));
console.log(`${agreed} of ${forms.length} forms agree with chrono-node, ${forms.length - agreed} differ`);
process.exit(wrong.length ? 1 : 0);
