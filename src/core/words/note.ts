/** Something to be told that is no step of an incident. Instants are epoch ms. */
export interface Note {
  /** What it is, as webhooks name it. */
  kind: 'digest';
  /** The span that it tells of. */
  from: number;
  to: number;
  title: string;
  sections: NoteSection[];
  /** All of it as plain text, the link last. */
  text: string;
  link: string;
}

export interface NoteSection {
  heading: string;
  lines: string[];
}
