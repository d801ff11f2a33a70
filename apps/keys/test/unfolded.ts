/** What stands in a calendar: each content line with its name and value, unfolded and unescaped, in their order. */
export function unfolded(text: string): readonly (readonly [name: string, value: string])[] {
  if (!text.endsWith('\r\n')) throw new Error('The last line does not end.');
  for (const line of text.split('\r\n')) {
    if (/[\r\n]/.test(line)) throw new Error(`A line break stands alone in ${JSON.stringify(line)}.`);
    if (Buffer.byteLength(line) > 75) throw new Error(`A line has ${String(Buffer.byteLength(line))} octets.`);
  }
  const lines = text.replace(/\r\n[ \t]/g, '').split('\r\n');
  return lines.filter((line) => line !== '').map(readLine);
}

/** The events of a calendar, each by its properties. */
export function eventsIn(text: string): readonly Readonly<Record<string, string>>[] {
  const events: Record<string, string>[] = [];
  let event: Record<string, string> | undefined;
  for (const [name, value] of unfolded(text)) {
    if (name === 'BEGIN' && value === 'VEVENT') event = {};
    else if (name === 'END' && value === 'VEVENT' && event) events.push(event);
    else if (event) event[name] = value;
  }
  return events;
}

function readLine(line: string): readonly [string, string] {
  const [, name, value] = /^([A-Z-]+(?:;[A-Z-]+=[^:]*)?):(.*)$/u.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`${JSON.stringify(line)} is no content line.`);
  return [name, value.replace(/\\([\\;,nN])/g, (_, character: string) => (/n/i.test(character) ? '\n' : character))];
}
