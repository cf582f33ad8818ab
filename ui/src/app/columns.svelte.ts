/** Whether the list of conversations is beside the conversation, over it, or away. */

/** Where two columns have room. */
const WIDE = '(min-width: 900px)';
const KEPT_AS = 'carat.list';

export class Columns {
  wide = $state(true);
  /** In a wide window: the person put the list away. Kept from start to start. */
  private folded = $state(localStorage.getItem(KEPT_AS) === 'folded');
  /** In a narrow window: the list lies over the conversation. */
  private over = $state(false);

  get shown(): boolean {
    return this.wide ? !this.folded : this.over;
  }

  /** The list covers the conversation. */
  get covers(): boolean {
    return !this.wide && this.over;
  }

  follow(): () => void {
    const query = window.matchMedia(WIDE);
    const apply = () => {
      this.wide = query.matches;
      this.over = false;
    };
    apply();
    query.addEventListener('change', apply);
    return () => query.removeEventListener('change', apply);
  }

  show(shown: boolean): void {
    if (!this.wide) {
      this.over = shown;
      return;
    }
    this.folded = !shown;
    localStorage.setItem(KEPT_AS, shown ? 'shown' : 'folded');
  }

  toggle(): void {
    this.show(!this.shown);
  }

  /** A conversation was chosen: a list that covers it goes away. */
  uncover(): void {
    this.over = false;
  }
}
