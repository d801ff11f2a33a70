/** What the Slack API says when it does not do as asked: `{"ok":false,"error":…}` with HTTP status 200. */
export class SlackRefusal extends Error {
  /** `code` is Slack's word for it, e.g. `channel_not_found`; `details` says more, as Slack does for blocks and arguments. */
  constructor(
    readonly code: string,
    readonly details: readonly string[] = [],
  ) {
    super(code);
    this.name = 'SlackRefusal';
  }

  toAnswer(): Record<string, unknown> {
    const answer = { ok: false, error: this.code };
    if (this.details.length === 0) return answer;
    return { ...answer, errors: this.details, response_metadata: { messages: this.details.map((line) => `[ERROR] ${line}`) } };
  }
}
