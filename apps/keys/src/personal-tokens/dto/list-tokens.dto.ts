import { z } from 'zod';
import { pagingFields } from '../../http/index.js';

/** The query of `GET /api/v1/auth/tokens`. Parameters nobody knows are ignored. */
export const listTokensQuery = z.object(pagingFields);

/** Which page of the tokens is asked for. */
export type ListTokens = Readonly<z.output<typeof listTokensQuery>>;
