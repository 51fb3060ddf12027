/** The page is whole without this; it only looks again by itself, and says so when it can't. */
const everyMs = 60_000;

async function lookAgain(): Promise<void> {
  if (document.hidden || document.querySelector('details[open]')) return;
  const note = document.getElementById('again')!;
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!response.ok) throw new Error(String(response.status));
    const next = new DOMParser().parseFromString(await response.text(), 'text/html');
    const main = next.querySelector('main');
    if (!main) throw new Error('no page');
    document.title = next.title;
    if (main.innerHTML !== document.querySelector('main')!.innerHTML) document.querySelector('main')!.replaceWith(main);
  } catch {
    note.textContent = 'The server can’t be reached: this is as old as it says.';
  }
}

setInterval(() => void lookAgain(), everyMs);
document.addEventListener('visibilitychange', () => void lookAgain());
