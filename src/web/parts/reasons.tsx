/** Reasons as the detector stored them. */
export function Reasons({ reasons, empty }: { reasons: string[]; empty: string }) {
  if (reasons.length === 0) return <p class="muted">{empty}</p>;
  return (
    <ul class="reasons">
      {reasons.map((reason) => (
        <li key={reason}>
          <bdi>{reason}</bdi>
        </li>
      ))}
    </ul>
  );
}
