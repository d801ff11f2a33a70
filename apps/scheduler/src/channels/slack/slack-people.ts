import type { WebClient } from '@slack/web-api';
import type { People } from '../people.js';

/**
 * Slack's people. Whoever is in a channel from another organisation (Slack Connect) has an address that their own admins chose,
 * perhaps one of ours: they are nobody here, nor are bots, who has been deactivated, or whose address is not confirmed. The app
 * needs the scopes users:read and users:read.email.
 */
export class SlackPeople implements People {
  private team: Promise<string | undefined> | undefined;

  constructor(private readonly client: WebClient) {}

  async emailOf(id: string): Promise<string | undefined> {
    const { user } = await this.client.users.info({ user: id });
    const team = await this.ownTeam();
    if (!user || team === undefined || user.deleted === true || user.is_bot === true || user.is_stranger === true)
      return undefined;
    const isOurs = user.team_id === team || (user.enterprise_user?.teams ?? []).includes(team);
    return isOurs && user.is_email_confirmed !== false ? user.profile?.email : undefined;
  }

  /** Asked once, and again if it could not be. */
  private async ownTeam(): Promise<string | undefined> {
    this.team ??= this.client.auth.test().then(({ team_id: team }) => team);
    try {
      return await this.team;
    } catch (error) {
      this.team = undefined;
      throw error;
    }
  }
}
