/** What an error code means for the message that met it. */
export type CodeMeaning = 'refused' | 'misconfigured' | 'limited' | 'unknown' | 'later';

/**
 * The beginnings of Slack's error codes, by what they mean; the first that fits counts.
 * https://docs.slack.dev/reference/methods/chat.postMessage#errors
 */
const MEANINGS: readonly (readonly [CodeMeaning, string])[] = [
  ['limited', 'rate_limited ratelimited'],
  // Of these Slack says: "It's possible some aspect of the operation succeeded before the error was raised."
  ['unknown', 'fatal_error internal_error'],
  // The token, its rights, or where we call from.
  ['misconfigured', 'invalid_auth not_authed token_ account_inactive missing_scope no_permission not_allowed_token_type'],
  ['misconfigured', 'access_denied accesslimited ekm_access_denied enterprise_is_restricted org_login_required'],
  ['misconfigured', 'team_access_not_granted team_added_to_org two_factor_setup_required'],
  ['misconfigured', 'unknown_method method_deprecated deprecated_endpoint'],
  // The channel, or the person.
  ['refused', 'channel_ invalid_channel is_archived is_inactive not_in_channel restricted_action team_not_found'],
  ['refused', 'user_ cannot_ messages_tab_disabled slack_connect_ as_user_'],
  // The message.
  ['refused', 'msg_ no_text too_many_ attachment_ metadata_ invalid_'],
];

/** What an error code that begins with one of these words means. */
const byBeginning = MEANINGS.flatMap(([meaning, words]) => words.split(' ').map((beginning) => ({ beginning, meaning })));

/**
 * What an error code of Slack means. One that is not listed changed nothing as far as anybody knows: `later`. What does not
 * even look like a code is a piece of an answer that was not read whole, or was not Slack's: `unknown`.
 */
export function meaningOf(code: string): CodeMeaning {
  if (!/^[a-z][a-z0-9_]{0,79}$/.test(code)) return 'unknown';
  return byBeginning.find(({ beginning }) => code.startsWith(beginning))?.meaning ?? 'later';
}
