interface NaturalTextClassifier {
  addDocument(text: string, label: string): void;
  train(): void;
  classify(text: string): string;
}

declare module 'natural/lib/natural/classifiers/bayes_classifier.js' {
  const BayesClassifier: new () => NaturalTextClassifier;
  export default BayesClassifier;
}

declare module 'natural/lib/natural/classifiers/logistic_regression_classifier.js' {
  const LogisticRegressionClassifier: new () => NaturalTextClassifier;
  export default LogisticRegressionClassifier;
}
