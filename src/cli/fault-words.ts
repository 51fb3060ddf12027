/** What a person can do about a fault of the file system; null for any other fault. */
const words: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder; name a file',
  EACCES: 'this user is not allowed to',
  EPERM: 'this user is not allowed to',
  EROFS: 'its file system can only be read',
  ENOSPC: 'its disk is full; make room there, or name a file elsewhere',
  EDQUOT: 'the quota of its disk is used up; make room there, or name a file elsewhere',
  EMFILE: 'too many files are open',
  EIO: 'its device fails',
};

/** In plain words, with the system's code for those who look it up; null for what is no fault of a file. */
export function faultWords(error: unknown): string | null {
  const { code } = error as NodeJS.ErrnoException;
  const said = code === undefined ? undefined : words[code];
  return said === undefined ? null : `${said} (${code})`;
}
