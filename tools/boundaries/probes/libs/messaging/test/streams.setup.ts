import { postgres } from '#libs/testing';

export const setup = postgres;
