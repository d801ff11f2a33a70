// Breaks only-alarms-know-bullmq
import type { Job } from 'bullmq';

export type Woken = Job;
