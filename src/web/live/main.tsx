import '../styles/live.css';
import { render } from 'preact';
import { tick } from '../data/clock.ts';
import { listen } from '../data/live.ts';
import { applyTheme } from '../data/theme.ts';
import { App } from './app.tsx';

applyTheme();
tick();
listen();
render(<App />, document.getElementById('page')!);
