import { messageStyle } from './message-style.js';

const colours = `
:root {
  color-scheme: light dark;
  --ground: #f6f6f8; --paper: #fff; --ink: #1d1d24; --quiet: #63636f; --line: #e3e3e9; --accent: #4350c9; --tint: #eceefc;
  --email: #0b6e99; --slack: #7a3e9d; --warn: #8a4b00; --warn-ground: #fff4e2; --good: #1a7f4b; --chosen: #fff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #131318; --paper: #1b1b22; --ink: #ececf1; --quiet: #a0a0ae; --line: #2e2e38; --accent: #9aa5ff; --tint: #262944;
    --email: #6cc3ea; --slack: #d3a4ee; --warn: #ffc46b; --warn-ground: #33260f; --good: #67d39b; --chosen: #363644;
  }
}`;

const frame = `
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
body { margin: 0; height: 100dvh; display: flex; flex-direction: column; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; border-radius: 6px; }
a { color: var(--accent); }
button { font: inherit; font-size: 13px; color: var(--ink); background: var(--paper); border: 1px solid var(--line);
  border-radius: 8px; padding: 5px 12px; cursor: pointer; }
button:hover:enabled { border-color: var(--quiet); }
.bar { display: flex; align-items: center; gap: 14px; padding: 12px 20px; border-bottom: 1px solid var(--line); background: var(--paper); }
.bar h1 { font-size: 16px; margin: 0; }
#state { margin: 0 auto 0 0; font-size: 13px; color: var(--quiet); display: flex; align-items: center; gap: 7px; }
#state::before { content: ''; width: 8px; height: 8px; border-radius: 50%; background: var(--quiet); }
#state[data-state='live']::before { background: var(--good); }
#state[data-state='lost']::before { background: var(--warn); }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(300px, 380px) minmax(0, 1fr); }
nav { border-right: 1px solid var(--line); background: var(--paper); overflow-y: auto; }
article { overflow-y: auto; padding: 24px 28px; display: flex; flex-direction: column; }
.choices { display: inline-flex; flex-wrap: wrap; gap: 2px; padding: 3px; border-radius: 10px; background: var(--ground); border: 1px solid var(--line); }
.choices label { position: relative; cursor: pointer; }
.choices input { position: absolute; opacity: 0; inset: 0; margin: 0; cursor: pointer; }
.choices span { display: block; padding: 3px 12px; border-radius: 7px; font-size: 13px; color: var(--quiet); }
.choices input:checked + span { background: var(--chosen); color: var(--ink); box-shadow: 0 1px 2px #0003; }
.choices input:focus-visible + span { outline: 2px solid var(--accent); }`;

const list = `
#search { position: sticky; top: 0; z-index: 1; display: flex; flex-direction: column; gap: 8px; padding: 12px; background: var(--paper); border-bottom: 1px solid var(--line); }
#search .choices { display: grid; grid-template-columns: repeat(3, 1fr); text-align: center; }
#search [type=search] { font: inherit; font-size: 14px; width: 100%; padding: 6px 11px; border: 1px solid var(--line); border-radius: 8px; background: var(--ground); color: var(--ink); }
.items { list-style: none; margin: 0; padding: 0; }
.item { display: grid; grid-template-columns: 26px minmax(0, 1fr) auto; column-gap: 10px; padding: 10px 14px; color: inherit; text-decoration: none; border-bottom: 1px solid var(--line); }
.item:hover { background: var(--ground); }
.item[aria-current] { background: var(--tint); }
.item:focus-visible { outline-offset: -3px; }
.icon { grid-row: 1 / 3; align-self: center; width: 26px; height: 26px; border-radius: 8px; display: grid; place-items: center; font-weight: 600; font-size: 14px; color: var(--email); background: color-mix(in srgb, currentColor 13%, transparent); }
.from-slack > .icon { color: var(--slack); }
.to, .about { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.to { font-size: 13px; color: var(--quiet); }
.about { grid-column: 2 / 4; font-weight: 500; }
.item time { font-size: 12px; color: var(--quiet); line-height: 20px; font-variant-numeric: tabular-nums; }
#nothing, .more, .gone { color: var(--quiet); text-align: center; padding: 16px; margin: 0; font-size: 14px; }
.faults { padding: 10px 14px; background: var(--warn-ground); color: var(--warn); border-bottom: 1px solid var(--line); font-size: 13px; }
.faults ul { margin: 0 0 8px; padding-left: 18px; }
@media (prefers-reduced-motion: no-preference) { .fresh { animation: arrive 1.6s ease-out; } }
@keyframes arrive { from { background: var(--tint); } }`;

const narrow = `
.back { display: none; }
@media (max-width: 720px) {
  main { grid-template-columns: minmax(0, 1fr); }
  nav { border-right: 0; }
  .bar { padding: 10px 14px; }
  article { padding: 14px; }
  label:has([value=narrow]) { display: none; }
  body.reading nav, body:not(.reading) article { display: none; }
  .back { display: block; margin-bottom: 12px; font-size: 14px; text-decoration: none; }
  .back::before { content: '← '; }
  body:not(.reading):not(:has(.item)) article { display: flex; }
  body:not(.reading):not(:has(.item)) nav { overflow: visible; }
  body:not(.reading):not(:has(.item)) main { grid-template-rows: auto 1fr; }
}`;

/** The page's one style sheet: light and dark by the reader's preference, one column below 720 px. */
export const style = [colours, frame, list, messageStyle, narrow].join('\n');
