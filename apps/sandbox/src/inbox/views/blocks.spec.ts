import { describe, expect, test } from '@jest/globals';
import { drawBlocks } from './blocks.js';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const draw = (...blocks: unknown[]) =>
  String(drawBlocks(blocks))
    .replace(/\s+/g, ' ')
    .replace(/> | </g, (gap) => gap.trim());

describe('drawing blocks', () => {
  test('draws a header', () =>
    expect(draw({ type: 'header', text: plain('A key expires') })).toBe('<h3 class="block">A key expires</h3>'));

  test('draws mrkdwn as marks and plain text as it stands', () => {
    const markup = draw({ type: 'section', text: mrkdwn('*a*'), fields: [plain('*b*'), mrkdwn('_c_')] });
    expect(markup).toContain('<strong>a</strong>');
    expect(markup).toContain('>*b*<');
    expect(markup).toContain('<em>c</em>');
  });

  test('draws a context and a divider', () => {
    expect(draw({ type: 'context', elements: [mrkdwn('_why_'), { type: 'image', alt_text: 'a bell' }] })).toMatch(
      /<em>why<\/em>.*a bell/,
    );
    expect(draw({ type: 'divider' })).toContain('<hr');
  });

  test('draws a button with a link as a link, and others as buttons that do nothing', () => {
    const button = { type: 'button', text: plain('Open'), style: 'primary' };
    expect(draw({ type: 'actions', elements: [{ ...button, url: 'https://keys.example/' }] })).toMatch(
      /<a class="slack-button primary" href="https:.*>Open<\/a>/,
    );
    expect(draw({ type: 'actions', elements: [{ ...button, url: 'javascript:alert(1)' }] })).toMatch(
      /<button .*disabled.*>Open<\/button>/,
    );
    expect(draw({ type: 'section', text: plain('a'), accessory: button })).toContain('>Open</button>');
  });

  test.each([[null], ['text'], [{}], [{ type: 'rich_text', elements: [] }], [{ type: 'section', text: 5 }]])(
    'names %p as not drawn',
    (block) => {
      expect(draw(block)).toContain('does not draw');
    },
  );
});
