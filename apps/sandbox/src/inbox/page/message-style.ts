const reading = `
.head h2 { font-size: 20px; line-height: 1.3; margin: 0 0 10px; font-weight: 650; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 14px; margin: 0 0 18px; font-size: 14px; }
dt { color: var(--quiet); }
dd { margin: 0; white-space: pre-wrap; }
.tabs { border: 0; margin: 0; padding: 0; min-width: 0; flex: 1; display: flex; flex-direction: column; }
.tabs > .choices { align-self: flex-start; margin-bottom: 14px; }
.panel { display: none; min-height: 0; }
.tabs:has([value=html]:checked) > [data-tab=html], .tabs:has([value=narrow]:checked) > [data-tab=narrow],
.tabs:has([value=text]:checked) > [data-tab=text], .tabs:has([value=headers]:checked) > [data-tab=headers],
.tabs:has([value=raw]:checked) > [data-tab=raw], .tabs:has([value=slack]:checked) > [data-tab=slack],
.tabs:has([value=metadata]:checked) > [data-tab=metadata], .tabs:has([value=blocks]:checked) > [data-tab=blocks] { display: block; }
.tabs:has([value=html]:checked) > [data-tab=html], .tabs:has([value=narrow]:checked) > [data-tab=narrow] { flex: 1; display: flex; }
iframe { flex: 1; width: 100%; min-height: 420px; border: 1px solid var(--line); border-radius: 10px; background: var(--paper); }
[data-tab=narrow] iframe { flex: 0 0 auto; width: 322px; max-width: 100%; }
pre { margin: 0; white-space: pre-wrap; font: 13px/1.55 ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', monospace; }
.panel > pre, .panel > .headers, .slack { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 16px; margin: 0; }
.headers { gap: 6px 16px; font-size: 13px; }
.welcome { margin: auto; max-width: 430px; text-align: center; color: var(--quiet); }
.welcome h2 { font-size: 18px; color: var(--ink); margin: 0 0 6px; }
.welcome dl { display: inline-grid; text-align: left; margin: 8px 0; }
.welcome dd { color: var(--ink); }
code, kbd { font: 13px ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', monospace; }
kbd { border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 5px; padding: 1px 6px; background: var(--paper); color: var(--ink); margin-left: 8px; }
kbd + kbd { margin-left: 0; }
.keys { font-size: 13px; margin-top: 22px; }
@media (max-width: 720px) { .keys { display: none; } .headers { grid-template-columns: minmax(0, 1fr); gap: 0; } .headers dd { margin-bottom: 8px; } }`;

const slack = `
.slack { display: grid; grid-template-columns: 36px minmax(0, 640px); gap: 10px; }
.avatar { width: 36px; height: 36px; border-radius: 8px; display: grid; place-items: center; font-weight: 700; color: #fff; background: #4350c9; }
.author { margin: 0 0 4px; line-height: 1.3; }
.author time { font-size: 12px; color: var(--quiet); margin-left: 2px; }
.app { font-size: 10px; font-weight: 700; background: var(--line); color: var(--quiet); border-radius: 3px; padding: 1px 4px; vertical-align: 2px; }
.edited { margin: 4px 0 0; font-size: 12px; color: var(--quiet); }
.block { margin: 0 0 8px; }
h3.block { font-size: 18px; line-height: 1.35; font-weight: 800; white-space: pre-wrap; }
hr.block { border: 0; border-top: 1px solid var(--line); margin: 12px 0; }
.mrkdwn { white-space: pre-wrap; }
.section { display: flex; gap: 16px; align-items: flex-start; }
.section > :first-child { flex: 1; min-width: 0; align-self: stretch; }
.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 230px), 1fr)); gap: 8px 16px; margin-top: 6px; }
.context { font-size: 13px; color: var(--quiet); display: flex; flex-wrap: wrap; gap: 4px 10px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 10px; }
.slack-button { display: inline-block; font-size: 13px; font-weight: 650; line-height: 1.4; text-decoration: none; color: var(--ink); border: 1px solid color-mix(in srgb, var(--ink) 32%, transparent); border-radius: 8px; padding: 5px 12px; background: transparent; white-space: nowrap; }
.slack-button.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
.slack-button.danger { background: #c0183b; border-color: #c0183b; color: #fff; }
.slack-button:disabled { cursor: not-allowed; opacity: 0.75; }
.mention { color: var(--accent); background: var(--tint); border-radius: 4px; padding: 0 3px; }
.slack code { color: #c0183b; background: var(--ground); border: 1px solid var(--line); border-radius: 4px; padding: 1px 4px; font-size: 12px; }
@media (prefers-color-scheme: dark) { .slack code { color: #ff9aa8; } }
.slack pre { border: 1px solid var(--line); border-radius: 6px; background: var(--ground); padding: 8px 10px; }
blockquote { margin: 2px 0; padding-left: 12px; border-left: 4px solid var(--line); }
.placeholder { border: 1px dashed var(--quiet); border-radius: 6px; padding: 1px 8px; font-size: 12px; color: var(--quiet); }
@media (max-width: 720px) { .slack { grid-template-columns: minmax(0, 1fr); padding: 12px; } .avatar { display: none; } .section { flex-direction: column; } }`;

/** How one message looks: the email's tabs and frame, and a Slack message much as Slack draws it. */
export const messageStyle = reading + slack;
