/**
 * Answers to the questions asked last: at least `size` of them, at most twice as many. Two generations: when the younger one is full
 * it becomes the older one, and what nobody asks for in the meantime is forgotten.
 */
export class RecentAnswers<T> {
  private readonly size: number;
  private younger = new Map<string, T>();
  private older = new Map<string, T>();

  constructor(size: number) {
    this.size = size;
  }

  /** The answer that is known, or that `find` gives. */
  get(question: string, find: (question: string) => T): T {
    const known = this.younger.get(question);
    if (known !== undefined) return known;
    const answer = this.older.get(question) ?? find(question);
    if (this.younger.size >= this.size) {
      this.older = this.younger;
      this.younger = new Map();
    }
    this.younger.set(question, answer);
    return answer;
  }

  /** Number of answers that are held. */
  get held(): number {
    return this.younger.size + this.older.size;
  }
}
