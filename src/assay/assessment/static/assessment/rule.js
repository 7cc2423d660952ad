// The passing rule, live: the twin of scoring.py and explaining.py. A test compares both over every combination.
const POINTS = { demonstrated: 2, almost: 1, not_yet: 0 };
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

export function outcome(facts, chosen) {
  const levels = { ...chosen, ...facts.carried };
  const total = facts.criteria.length;
  const scored = facts.criteria.filter((c) => levels[c.id] in POINTS);
  const meets = (c) => levels[c.id] in POINTS && POINTS[levels[c.id]] >= POINTS[c.least];
  const points = scored.reduce((sum, c) => sum + POINTS[levels[c.id]], 0);
  const met = scored.filter((c) => levels[c.id] === "demonstrated").length;
  const short = facts.pointsNeeded > 0 && points < facts.pointsNeeded;
  let open = facts.criteria.filter((c) => !meets(c));
  if (short && open.length === 0) open = facts.criteria.filter((c) => levels[c.id] !== "demonstrated");
  const left = total - scored.length;
  const result = left ? "" : open.length || short ? "not_yet" : "earned";
  const titles = open.map((c) => c.title).join(", ");
  const said = [facts.rule, fill(facts.sentences[result || "unscored"], { left, total, met, open: titles })];
  if (facts.pointsNeeded) said.push(fill(facts.sentences.points, { points }));
  const kept = facts.criteria.filter((c) => c.id in facts.carried).length;
  if (kept) said.push(fill(facts.sentences.kept, { kept }));
  return { result, open: open.map((c) => c.id), explanation: said.join(" "), verdict: facts.verdicts[result] };
}
