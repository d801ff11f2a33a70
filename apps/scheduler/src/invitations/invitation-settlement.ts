import type { Settlement } from '../delivery-core/index.js';

/** What is to be written of an invitation: what can become of any message, or that it is not open any more. */
export type InvitationSettlement = Exclude<Settlement, { readonly to: 'resend' }> | { readonly to: 'cancel' };
