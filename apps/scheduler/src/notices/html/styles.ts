import { html } from './html.js';

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** A name may be one word of 255 letters: it breaks anywhere rather than widen the page beyond a phone. */
const BREAKS = 'overflow-wrap:anywhere;word-break:break-word';

/**
 * The styles of the light page, inline, because some mail programs drop style blocks. Classes of the same names carry the
 * dark page. Text and background differ by at least 4.5 to 1 in both.
 */
export const styles = {
  page: 'margin:0;padding:0;background:#f3f4f6',
  sheet: `max-width:600px;margin:0 auto;padding:24px 16px 32px;${FONT};font-size:16px;line-height:1.5;color:#1b1f24;${BREAKS}`,
  headline: 'margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:700',
  paragraph: 'margin:0 0 16px',
  list: 'margin:0;padding:0;list-style:none',
  card: 'margin:0 0 16px;padding:16px 16px 12px;background:#ffffff;border:1px solid #d5d9df;border-radius:8px',
  name: 'margin:0 0 4px;font-size:17px;line-height:1.35;font-weight:700',
  soon: 'margin:0 0 10px;font-weight:600;color:#8a4b00',
  past: 'margin:0 0 10px;font-weight:600;color:#b42318',
  facts: 'margin:0 0 16px',
  label: 'margin:0;font-size:14px;line-height:1.4;color:#57606a',
  fact: 'margin:0 0 8px',
  unbroken: 'white-space:nowrap',
  button:
    'display:inline-block;padding:11px 18px;background:#1f5fd6;color:#ffffff;border-radius:6px;text-decoration:none;font-weight:600',
  link: 'display:inline-block;padding:8px 0;color:#1f5fd6;font-weight:600',
  small: 'margin:0 0 4px;font-size:14px;line-height:1.5;color:#57606a',
} as const;

/** What the inline styles can't say: how the page looks to somebody who reads in the dark. */
export const darkStyles = html`<style>
  :root {
    color-scheme: light dark;
    supported-color-schemes: light dark;
  }
  @media (prefers-color-scheme: dark) {
    .page {
      background: #14171c !important;
    }
    .sheet {
      color: #e6e9ee !important;
    }
    .card {
      background: #1d2128 !important;
      border-color: #3a414c !important;
    }
    .soon {
      color: #ffc46b !important;
    }
    .past {
      color: #ffb0a6 !important;
    }
    .label,
    .small {
      color: #aab3bf !important;
    }
    .button {
      background: #8ab4ff !important;
      color: #0b1a33 !important;
    }
    .link {
      color: #8ab4ff !important;
    }
  }
</style>`;
