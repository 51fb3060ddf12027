import '../styles/form.css';
import { render } from 'preact';
import { fitIntoPage } from './embedding.ts';
import { ReportForm } from './report-form.tsx';

fitIntoPage();
render(<ReportForm />, document.getElementById('page')!);
