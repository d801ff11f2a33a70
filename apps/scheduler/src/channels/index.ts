export {
  CHANNELS,
  channelNames,
  keepsApart,
  type Channel,
  type ChannelName,
  type OutgoingEvent,
  type OutgoingMessage,
} from './channel.js';
export { ChannelsModule } from './channels.module.js';
export { PEOPLE, type People } from './people.js';
export { POSTMAN, type Letter, type Postman } from './letter.js';
