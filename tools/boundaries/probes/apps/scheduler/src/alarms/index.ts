import { Queue } from 'bullmq';

export const alarms = Queue;
