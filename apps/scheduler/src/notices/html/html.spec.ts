import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hostileText } from '../../../test/notices.setup.js';
import { html } from './html.js';

const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const decoded = (markup: string) => markup.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => CHARACTERS[name] ?? '');

describe('html', () => {
  it('escapes texts, and leaves markup and lists of markup as they are', () => {
    const items = ['a', '<b>'].map((item) => html`<i>${item}</i>`);
    expect(String(html`<b title="${'"x"'}">${items}${3}</b>`)).toBe('<b title="&quot;x&quot;"><i>a</i><i>&lt;b&gt;</i>3</b>');
  });

  it('loses nothing: what was escaped reads as it was written', () => {
    fc.assert(fc.property(hostileText, (text) => expect(decoded(String(html`${text}`))).toBe(text)));
  });

  it('lets no text begin a tag, an entity or end an attribute', () => {
    fc.assert(fc.property(hostileText, (text) => expect(String(html`${text}`)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/)));
  });
});
