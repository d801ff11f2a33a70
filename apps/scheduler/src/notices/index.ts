export { composeInvitation } from './compose-invitation.js';
export { composeNotice } from './compose-notice.js';
export { composeTest } from './compose-test.js';
export { renderHtml } from './html/render-html.js';
export { mostRows, type Notice, type NoticeSubject, type Tally } from './notice.js';
export { renderSlack } from './slack/render-slack.js';
export { renderText } from './text/render-text.js';
export { untrusted } from './untrusted-text.js';
