/** Within another page (?embed) the form has no frame of its own and tells how tall it is, so that nothing scrolls in it. */
export function fitIntoPage(): void {
  if (!new URLSearchParams(location.search).has('embed')) return;
  document.documentElement.dataset.embed = '';
  if (parent === window) return;
  const tell = () => {
    // The height alone, and no secret: any page that may embed the form may know it.
    parent.postMessage({ outcryHeight: Math.ceil(document.body.getBoundingClientRect().height) }, '*');
  };
  new ResizeObserver(tell).observe(document.body);
}
