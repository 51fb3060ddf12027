import '../styles/live.css';
import '../styles/status.css';
import { render } from 'preact';
import { tick } from '../data/clock.ts';
import { StatusPage } from './status-page.tsx';

tick();
render(<StatusPage />, document.getElementById('page')!);
