import '../styles/form.css';
import { render } from 'preact';
import { ReportForm } from './report-form.tsx';

render(<ReportForm />, document.getElementById('page')!);
