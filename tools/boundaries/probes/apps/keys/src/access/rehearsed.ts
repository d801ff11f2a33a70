// Breaks test-helpers-stay-in-tests
import { postgres } from '#libs/testing';

export const rehearsed = postgres;
