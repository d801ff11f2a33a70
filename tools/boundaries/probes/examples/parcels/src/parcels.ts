import { guard } from '#libs/client';

export const parcels = guard;
