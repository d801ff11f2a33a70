import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';

const help = `Usage: node tools/alert-rules.mjs [runbook]

Prints the alerts of k8s/monitoring/alerts.yaml as a rules file, for a Prometheus that no operator looks after:

  node tools/alert-rules.mjs https://wiki.example.com/curfew-runbook > curfew.rules.yaml

With an argument, that is where the alerts say the runbook is, instead of where the manifest has it.`;

const SOURCE = new URL('../k8s/monitoring/alerts.yaml', import.meta.url);

const [runbook] = process.argv.slice(2);
if (runbook === '--help' || runbook === '-h') {
  console.log(help);
} else {
  const { groups } = parse(readFileSync(SOURCE, 'utf8')).spec;
  process.stdout.write(stringify({ groups: runbook === undefined ? groups : pointingTo(runbook, groups) }));
}

function pointingTo(runbook, groups) {
  return groups.map((group) => ({ ...group, rules: group.rules.map((rule) => redirected(runbook, rule)) }));
}

function redirected(runbook, rule) {
  const { hash } = new URL(rule.annotations.runbook_url);
  return { ...rule, annotations: { ...rule.annotations, runbook_url: `${runbook}${hash}` } };
}
