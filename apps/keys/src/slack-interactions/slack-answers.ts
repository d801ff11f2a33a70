import type { Log } from '#libs/observability';
import { mayBeAnswered } from './domain/signature.js';

/** For how long Slack is waited for, in milliseconds. */
const PATIENCE_MS = 5_000;

/** Says what came of clicks, to whoever clicked. */
export class SlackAnswers {
  /** `standIn`: what stands in for Slack, if anything does. */
  constructor(
    private readonly standIn: string | undefined,
    private readonly log: Log,
  ) {}

  /**
   * Sends a text that only they see, and does not wait for it. Nothing goes to where Slack does not listen: whoever could name
   * another address would have us call it.
   */
  tell(url: string | undefined, text: string): void {
    if (url === undefined) return;
    if (mayBeAnswered(url, this.standIn)) void this.post(url, text);
    else this.log.warn('An interaction names an address for its answer that is not one of Slack: it is not answered');
  }

  private async post(url: string, text: string): Promise<void> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE_MS),
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text: escaped(text) }),
      });
      await answer.body?.cancel();
      if (!answer.ok) this.log.warn('Slack did not take the answer to an interaction', { status: answer.status });
    } catch (error) {
      this.log.warn('The answer to an interaction did not reach Slack', { error: String(error) });
    }
  }
}

/** The three characters that Slack reads as its own. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
