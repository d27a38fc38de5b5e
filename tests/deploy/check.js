// Compares the files in deploy/ with the program: metrics and labels in rules and dashboard, names of settings, runbooks.
// node tests/deploy/check.js FOLDER_WITH_NODE_MODULES
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { createRequire } = require("node:module");

const load = createRequire(path.resolve(process.argv[2], "package.json"));
const { parser } = load("@prometheus-io/lezer-promql");
const yaml = load("yaml");

const read = (file) => fs.readFileSync(file, "utf8");
const problems = [];
const say = (problem) => problems.push(problem);

// What the program has --------------------------------------------------------------------------------------------------
const SOURCES = ["crates/repairbot/src", "crates/core/src"];
const sources = SOURCES.flatMap((folder) =>
  fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".rs")).map((name) => read(path.join(folder, name))),
).join("\n");

// Every metric with its labels: a constructor's name, help and labels, up to the `?` behind it.
function metrics() {
  const text = read("crates/repairbot/src/metrics.rs").split("#[cfg(test)]")[0];
  const found = new Map();
  for (const match of text.matchAll(/(counters?|histogram|Opts::new|Gauge::new|IntCounter::new)\(\s*"([a-z_]+)"([^?]*)\?/g)) {
    const [, kind, name, rest] = match;
    const labels = [...rest.matchAll(/"([a-z_]+)"/g)].map((label) => label[1]);
    const histogram = kind === "histogram";
    found.set(name, { labels: histogram ? [...labels, "le"] : labels, histogram });
  }
  if (found.size < 10) say(`metrics.rs: only ${found.size} metrics are recognised: this check reads it no more`);
  return found;
}
const known = metrics();
// What Prometheus itself adds.
const OWN = new Map([["up", ["job"]], ["ALERTS", ["alertname", "alertstate", "severity"]]]);
const ADDED = ["instance", "bot"];

function metricOf(name) {
  if (OWN.has(name)) return { name, labels: OWN.get(name) };
  if (known.has(name) && !known.get(name).histogram) return { name, labels: known.get(name).labels };
  const base = name.replace(/_(bucket|sum|count)$/, "");
  if (base !== name && known.get(base)?.histogram) return { name: base, labels: known.get(base).labels };
  return null;
}

// What an expression needs ----------------------------------------------------------------------------------------------
const used = new Set();
function expression(where, text) {
  const tree = parser.parse(text);
  const labels = new Set();
  const allowed = new Set(ADDED);
  const of = (node) => text.slice(node.from, node.to);
  tree.iterate({
    enter(node) {
      if (node.type.isError) say(`${where}: does not parse at ${node.from}: ${text}`);
      if (node.name === "VectorSelector") selector(where, node.node, of, allowed);
      if (node.name === "LabelName" && node.node.parent.name === "GroupingLabels") labels.add(of(node));
    },
  });
  for (const label of labels) if (!allowed.has(label)) say(`${where}: no metric of it has the label ${label}: ${text}`);
}

function selector(where, node, of, allowed) {
  const identifier = node.getChild("Identifier");
  const metric = identifier && metricOf(of(identifier));
  if (!metric) return say(`${where}: metrics.rs defines no ${identifier ? of(identifier) : of(node)}`);
  used.add(metric.name);
  metric.labels.forEach((label) => allowed.add(label));
  const matchers = node.getChild("LabelMatchers");
  for (const matcher of matchers ? matchers.getChildren("UnquotedLabelMatcher") : []) {
    const label = of(matcher.getChild("LabelName"));
    if (![...metric.labels, ...ADDED].includes(label)) say(`${where}: ${metric.name} has no label ${label}`);
    if (!OWN.has(metric.name)) values(where, label, of(matcher.getChild("StringLiteral")).slice(1, -1));
  }
}

// A value that the program never writes would be waited for in vain.
function values(where, label, text) {
  for (const value of text.split("|").filter((value) => /[^0-9]/.test(value))) {
    if (!sources.includes(`"${value}"`)) say(`${where}: no source names "${value}" (${label})`);
  }
}

// The files -------------------------------------------------------------------------------------------------------------
const operations = read("docs/operations.md");
const anchors = new Set([...operations.matchAll(/^#+ (.*)$/gm)].map((heading) => heading[1].toLowerCase().replace(/[^\w\- ]/g, "").replaceAll(" ", "-")));

const tests = ["alerts_test.yml", "backups_test.yml"].map((name) => read(`deploy/prometheus/${name}`)).join("\n");
for (const group of yaml.parse(read("deploy/prometheus/alerts.yml")).groups) {
  for (const rule of group.rules) {
    expression(rule.alert, rule.expr);
    const [file, anchor] = (rule.annotations.runbook ?? "").split("#");
    if (file !== "docs/operations.md" || !anchors.has(anchor)) say(`${rule.alert}: docs/operations.md has no heading #${anchor}`);
    if (!tests.includes(`#${anchor}\n`)) say(`${rule.alert}: no test sees it fire`);
  }
}

const onDashboard = new Set();
const dashboards = "deploy/grafana/dashboards";
for (const name of fs.readdirSync(dashboards)) {
  const dashboard = JSON.parse(read(path.join(dashboards, name)));
  used.clear();
  const ids = new Set();
  for (const panel of dashboard.panels) {
    if (ids.has(panel.id)) say(`${name}: two panels have the id ${panel.id}`);
    ids.add(panel.id);
    for (const target of panel.targets ?? []) expression(`${name}, ${panel.title}`, target.expr);
  }
  used.forEach((metric) => onDashboard.add(metric));
  const uids = JSON.stringify(dashboard).match(/"type":"prometheus","uid":"[^"]*"/g) ?? [];
  const { datasources } = yaml.parse(read("deploy/grafana/provisioning/datasources/prometheus.yml"));
  for (const uid of new Set(uids.map((text) => text.split('"')[7]))) {
    if (!datasources.some((source) => source.uid === uid)) say(`${name}: there is no data source ${uid}`);
  }
}
for (const name of known.keys()) if (!onDashboard.has(name)) say(`${name} (metrics.rs) is on no dashboard`);

// Names of settings: in the example, in the compose files, in the README.
const list = read("crates/repairbot/src/config/names.rs").match(/const KNOWN: &\[&str\] = &\[([^\]]*)\]/);
const active = [...(list?.[1] ?? "").matchAll(/"([A-Z_]+)"/g)].map(([, name]) => name);
const example = read("deploy/env.production.example");
const README = read("README.md");
const COMPOSE_ONLY = ["GRAFANA_PASSWORD", "SECRETS_DIR"];
if (active.length < 20) say(`names.rs: only ${active.length} names are recognised: this check reads it no more`);
for (const name of active) {
  if (!new RegExp(`^#?${name}=`, "m").test(example)) say(`env.production.example: ${name} is missing`);
  if (!README.includes(name)) say(`README.md: ${name} is missing`);
}
for (const [, name] of example.matchAll(/^#?([A-Z_]+)=/gm)) {
  if (!active.includes(name) && !COMPOSE_ONLY.includes(name)) say(`env.production.example: ${name} is no setting with an effect`);
}

for (const file of ["deploy/compose.yml", "deploy/compose.prod.yml"]) {
  const { services, secrets = {} } = yaml.parse(read(file), { merge: true });
  for (const [service, parts] of Object.entries(services)) {
    const where = `${file}, ${service}`;
    const { interval, timeout, retries } = parts.healthcheck ?? {};
    if (interval !== "30s" || timeout !== "10s" || retries !== 3) say(`${where}: health is not checked 30s/10s/3`);
    if (!parts.restart || !parts.read_only) say(`${where}: no restart policy, or a root that is written to`);
    if (!parts.security_opt?.includes("no-new-privileges:true")) say(`${where}: may get new privileges`);
    if (!parts.deploy?.resources?.limits?.memory) say(`${where}: no limit of memory`);
    const published = (parts.ports ?? []).join();
    if (!(service === "bot" ? /^127\.0\.0\.1:8080(-8081)?:8080$/ : /^$/).test(published)) say(`${where}: publishes ${published}`);
    for (const secret of parts.secrets ?? []) if (!(secret in secrets)) say(`${where}: there is no secret ${secret}`);
    if (service !== "bot") continue;
    for (const name of Object.keys(parts.environment)) {
      if (!active.includes(name.replace(/_FILE$/, ""))) say(`${where}: ${name} is no setting with an effect`);
    }
  }
}

for (const workflow of fs.readdirSync(".github/workflows")) {
  const { jobs } = yaml.parse(read(`.github/workflows/${workflow}`));
  if (Object.values(jobs).some((job) => !job.uses && !(job["timeout-minutes"] && job.steps))) say(`${workflow}: a job without steps or without an end`);
}

// The image has the tool chain and the server's programs that the rest of the tree names.
const dockerfile = read("deploy/Dockerfile");
const toolchain = read("Cargo.toml").match(/rust-version = "([\d.]+)"/)[1];
if (!dockerfile.includes(`FROM rust:${toolchain}.`)) say(`Dockerfile: is not built with Rust ${toolchain}`);
const server = read("deploy/compose.prod.yml").match(/image: (postgres:\S+)/)[1];
if (!dockerfile.includes(`FROM ${server} AS postgres`)) say(`Dockerfile: pg_dump is not that of ${server}`);

problems.forEach((problem) => console.error(problem));
console.log(`${known.size} metrics, ${active.length} settings: ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
