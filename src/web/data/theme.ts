import { effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';
const themes: Theme[] = ['auto', 'light', 'dark'];
const key = 'outcry-theme';

export const theme = signal<Theme>(stored());

// Storage may be forbidden: then the choice lasts as long as the page.
function stored(): Theme {
  try {
    return themes.find((one) => one === localStorage.getItem(key)) ?? 'auto';
  } catch {
    return 'auto';
  }
}

export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length]!;
  try {
    localStorage.setItem(key, theme.value);
  } catch {
    return;
  }
}

export function applyTheme(): () => void {
  return effect(() => {
    if (theme.value === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
  });
}
