import { describe, expect, it } from '@jest/globals';
import { composeTest } from './compose-test.js';
import { renderHtml } from './html/render-html.js';
import { renderSlack } from './slack/render-slack.js';
import { renderText } from './text/render-text.js';

const HOSTILE = 'Shop\r\nBcc: all@example.com <!channel> <script>alert(1)</script> & \u202Egpj *bold* :tada:';
const notice = composeTest({ workspaceName: HOSTILE, requestedBy: 'ada@example.com', consoleUrl: 'https://curfew.test/' });

describe('a test message', () => {
  it('says on one line that it is a test, and of which workspace', () => {
    const { headline } = composeTest({
      workspaceName: 'Shop',
      requestedBy: 'ada@example.com',
      consoleUrl: 'https://curfew.test',
    });
    expect(headline).toBe("Test message: reminders of 'Shop' arrive here");
    expect(notice.headline).not.toMatch(/[\p{Cc}\u202E]/u);
    expect(
      composeTest({ workspaceName: 'x'.repeat(255), requestedBy: 'a@b.test', consoleUrl: '' }).headline.length,
    ).toBeLessThanOrEqual(150);
  });

  it('lets a name be no markup, no mention and no header, on any channel', () => {
    expect(renderHtml(notice)).not.toContain('<script>');
    expect(renderHtml(notice)).not.toContain('<ul');
    const { text, blocks } = renderSlack(notice);
    expect(JSON.stringify([text, blocks])).not.toMatch(/<!channel>|mrkdwn/);
    expect(renderText(notice)).not.toMatch(/^Bcc:/m);
  });

  it('says who sent it, and that there is nothing to do', () => {
    for (const rendered of [renderText(notice), renderHtml(notice), JSON.stringify(renderSlack(notice).blocks)]) {
      expect(rendered).toContain('ada@example.com');
      expect(rendered).toContain('This is a test.');
    }
  });
});
