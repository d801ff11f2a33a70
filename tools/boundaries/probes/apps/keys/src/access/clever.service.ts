// Breaks only-persistence-knows-typeorm
import type { EntityManager } from 'typeorm';

export type Whatever = EntityManager;
