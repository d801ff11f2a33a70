// Breaks only-channels-know-providers
import { createTransport } from 'nodemailer';

export const send = createTransport;
