import { createTransport } from 'nodemailer';

export const client = createTransport;
