/** A file that can't be imported at all: nothing of it was. The message is for whoever gave it, and repeats nothing of it. */
export class UnusableFile extends Error {
  constructor(message: string) {
    super(message);
    this.name = UnusableFile.name;
  }
}
